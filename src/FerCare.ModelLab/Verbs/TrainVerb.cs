using System.CommandLine;
using FerCare.ModelLab.Data;
using FerCare.ModelLab.EarlyMethods;
using FerCare.ModelLab.Training;

namespace FerCare.ModelLab.Verbs;

/// <summary><c>train</c>: learns a network from FER2013 and FER+, resuming where an earlier run stopped.</summary>
public static class TrainVerb
{
    private const string Neighbours = "knn", Histograms = "hog", Pixels = "pixels";

    public static Command Create()
    {
        var network = new Option<string>("--network") { Description = "Which network.", DefaultValueFactory = _ => "xception" };
        network.AcceptOnlyFromAmong(Neighbours, "ann", "vgg", "resnet50", "xception");
        var feature = new Option<string>("--feature") { Description = "KNN: what faces are compared by.", DefaultValueFactory = _ => Histograms };
        feature.AcceptOnlyFromAmong(Histograms, Pixels);
        var size = new NetworkOptions();
        var recipe = new RecipeOptions();
        var command = new Command("train", "Trains a network on FER2013 and FER+; run it again to resume.") { network, feature };
        size.AddTo(command);
        recipe.AddTo(command);
        command.SetAction(async (given, stop) =>
        {
            var options = recipe.Read(given);
            if (given.GetValue(network) == Neighbours)
            {
                Store(recipe.Faces(given), options, given.GetValue(feature) == Pixels ? FaceFeature.Pixels : FaceFeature.GradientHistograms, recipe.Folder(given));
                return;
            }

            var plan = size.Read(given, given.GetRequiredValue(network));
            using var run = new TrainingRun(plan, options, recipe.Faces(given), recipe.Folder(given), recipe.Teachers(given, options));
            await TrainingConsole.GoAsync(run, stop);
        });
        return command;
    }

    private static void Store(FaceSet faces, TrainingOptions options, FaceFeature feature, string folder)
    {
        var split = HeldOutSplit.Of(faces, options.HeldOutShare, options.Seed);
        var neighbours = NearestNeighbours.Train(faces.Choose(split.Learning), faces.Choose(split.HeldOut), new NearestNeighbourOptions { Feature = feature });
        var path = NearestNeighbours.FileIn(folder);
        Directory.CreateDirectory(folder);
        neighbours.Save(path);
        Console.WriteLine($"{path}: {neighbours.Version}, {neighbours.Count:N0} stored faces");
    }
}
