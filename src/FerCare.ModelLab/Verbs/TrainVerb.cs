using System.CommandLine;
using FerCare.ModelLab.Data;
using FerCare.ModelLab.Training;

namespace FerCare.ModelLab.Verbs;

/// <summary><c>train</c>: learns a network from FER2013 and FER+, resuming where an earlier run stopped.</summary>
public static class TrainVerb
{
    public static Command Create()
    {
        var network = new Option<string>("--network") { Description = "Which network.", DefaultValueFactory = _ => "xception" };
        network.AcceptOnlyFromAmong("ann", "vgg", "resnet50", "xception");
        var size = new NetworkOptions();
        var recipe = new RecipeOptions();
        var command = new Command("train", "Trains a network on FER2013 and FER+; run it again to resume.") { network };
        size.AddTo(command);
        recipe.AddTo(command);
        command.SetAction(async (given, stop) =>
        {
            var options = recipe.Read(given);
            var plan = size.Read(given, given.GetRequiredValue(network));
            using var run = new TrainingRun(plan, options, recipe.Faces(given), recipe.Folder(given), recipe.Teachers(given, options));
            await TrainingConsole.GoAsync(run, stop);
        });
        return command;
    }
}
