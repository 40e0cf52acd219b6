using System.CommandLine;
using FerCare.ModelLab.Data;
using FerCare.ModelLab.Training;

namespace FerCare.ModelLab.Verbs;

/// <summary><c>train</c>: learns a network from FER2013 and FER+, resuming where an earlier run stopped.</summary>
public static class TrainVerb
{
    public static Command Create()
    {
        var data = new Option<string>("--data") { Description = "Folder with train-*.gz (IDX).", Required = true };
        var folder = new Option<string>("--checkpoints") { Description = "Folder for checkpoints and the learning curve.", Required = true };
        var epochs = new Option<int>("--epochs") { Description = "Passes over the data.", DefaultValueFactory = _ => new TrainingOptions().Epochs };
        var seed = new Option<int>("--seed") { Description = "Seed of weights, order and augmentation.", DefaultValueFactory = _ => 1 };
        var single = new Option<bool>("--single-precision") { Description = "Train without bfloat16." };
        var network = new NetworkOptions();
        var command = new Command("train", "Trains an Xception on FER2013 and FER+; run it again to resume.") { data, folder, epochs, seed, single };
        network.AddTo(command);
        command.SetAction(async (given, stop) =>
        {
            var options = new TrainingOptions { Epochs = given.GetValue(epochs), Seed = given.GetValue(seed), HalfPrecision = !given.GetValue(single) };
            using var run = new TrainingRun(network.Read(given), options, FaceSet.ReadPart(given.GetRequiredValue(data), "train"), given.GetRequiredValue(folder));
            // On a thread of its own, so that the console can ask it to stop.
            await Task.Run(() => run.Go(Console.Out, stop), CancellationToken.None);
            return 0;
        });
        return command;
    }
}
