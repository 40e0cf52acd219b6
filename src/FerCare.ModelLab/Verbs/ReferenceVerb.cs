using System.CommandLine;
using FerCare.ModelLab.Export;
using FerCare.ModelLab.Networks;
using static TorchSharp.torch;

namespace FerCare.ModelLab.Verbs;

/// <summary><c>reference</c>: writes the network that ratios refer to, untrained, for measurements of time and size.</summary>
public static class ReferenceVerb
{
    public static Command Create()
    {
        var model = new Option<string>("--model") { Description = "The network to write (.onnx).", Required = true };
        var command = new Command("reference", "Writes the reference Xception with random weights, which cost the same time and memory as trained ones.") { model };
        command.SetAction(given =>
        {
            manual_seed(1);
            using var network = new PlannedNetwork(XceptionShape.Reference.Plan(dropout: 0));
            network.eval();
            OnnxExport.Save(network, given.GetRequiredValue(model), "xception-reference", "random weights, for time and size only");
        });
        return command;
    }
}
