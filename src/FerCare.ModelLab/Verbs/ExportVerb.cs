using System.CommandLine;
using FerCare.ModelLab.Export;
using FerCare.ModelLab.Networks;
using FerCare.ModelLab.Training;

namespace FerCare.ModelLab.Verbs;

/// <summary><c>export</c>: writes the averaged weights of a checkpoint as ONNX.</summary>
public static class ExportVerb
{
    public static Command Create()
    {
        var folder = new Option<string[]>("--checkpoints") { Description = "Folder that 'train' or 'prune' wrote; of several, trained on from one another, the mean of their weights.", Required = true, AllowMultipleArgumentsPerToken = true };
        var model = new Option<string>("--model") { Description = "The network to write (.onnx).", Required = true };
        var name = new Option<string?>("--name") { Description = "Its short name in the manifest; else the network's." };
        var best = new Option<bool>("--best") { Description = "The best epoch on the held-out part, not the last." };
        var command = new Command("export", "Writes a trained network as ONNX, batch normalisation folded.") { folder, model, name, best };
        command.SetAction(given =>
        {
            var target = OnnxExport.Target(given.GetRequiredValue(model));
            using var trained = WeightMean.OfRuns(given.GetRequiredValue(folder), given.GetValue(best));
            OnnxExport.Save(trained, target, given.GetValue(name) ?? trained.Plan.Network, Provenance.Of(given.GetRequiredValue(folder)));
            Console.WriteLine($"{target}: {trained.Plan}, {NetworkCost.Of(trained.Plan).Parameters:N0} parameters");
        });
        return command;
    }
}
