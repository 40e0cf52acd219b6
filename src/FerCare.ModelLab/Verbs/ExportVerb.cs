using System.CommandLine;
using FerCare.ModelLab.Export;
using FerCare.ModelLab.Training;

namespace FerCare.ModelLab.Verbs;

/// <summary><c>export</c>: writes the averaged weights of a checkpoint as ONNX.</summary>
public static class ExportVerb
{
    public static Command Create()
    {
        var folder = new Option<string>("--checkpoints") { Description = "Folder that 'train' wrote.", Required = true };
        var model = new Option<string>("--model") { Description = "The network to write (.onnx).", Required = true };
        var network = new NetworkOptions();
        var command = new Command("export", "Writes a trained network as ONNX, batch normalisation folded.") { folder, model };
        network.AddTo(command);
        command.SetAction(given =>
        {
            using var trained = Checkpoint.LoadAverage(given.GetRequiredValue(folder), network.Read(given));
            var epochs = Checkpoint.EpochsDone(given.GetRequiredValue(folder));
            XceptionExport.Save(trained, given.GetRequiredValue(model), $"trained by FerCare.ModelLab on FER2013 with FER+ votes, {epochs} epochs, {trained.Shape}");
            Console.WriteLine($"{given.GetRequiredValue(model)}: {trained.Shape}, {trained.ParameterCount:N0} parameters");
        });
        return command;
    }
}
