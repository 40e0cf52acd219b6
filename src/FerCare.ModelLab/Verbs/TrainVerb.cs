using System.CommandLine;
using FerCare.ModelLab.Data;
using FerCare.ModelLab.EarlyMethods;
using FerCare.ModelLab.Export;
using FerCare.ModelLab.Networks;
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
        var start = new Option<string[]>("--start") { Description = "Network written by 'export' or 'quantize' (.onnx) whose weights to start from; it has to fit the plan. Of several the mean.", AllowMultipleArgumentsPerToken = true };
        var curve = new Option<string[]>("--start-curve") { Description = "With --start: the learning curves of that network (.csv), in their order, so that its epochs and hours are counted.", AllowMultipleArgumentsPerToken = true };
        var size = new NetworkOptions();
        var recipe = new RecipeOptions();
        var command = new Command("train", "Trains a network on FER2013 and FER+; run it again to resume.") { network, feature, start, curve };
        size.AddTo(command);
        recipe.AddTo(command);
        command.SetAction(async (given, stop) =>
        {
            var options = recipe.Read(given);
            var named = given.GetRequiredValue(network);
            if (named == Neighbours)
            {
                given.Refuse($"expected a network that is trained by steps, found {named}.", [start, curve, .. size.All, .. recipe.OfSteps]);
                Store(recipe.Faces(given), options, given.GetValue(feature) == Pixels ? FaceFeature.Pixels : FaceFeature.GradientHistograms, recipe.Folder(given));
                return;
            }

            given.Refuse($"expected {network.Name} {Neighbours} with it, found {named}.", feature);
            if (given.GetValue(start) is not { Length: > 0 }) given.Refuse($"expected {start.Name} with it, found none.", curve);
            var plan = size.Read(given, named);
            if (given.Names(network) && plan.Network != named) throw new ArgumentException($"{network.Name}: expected {plan.Network}, as the plan tells, found {named}.");
            LearningPoint[] before = [.. (given.GetValue(curve) ?? []).SelectMany(LearningPoint.ReadAll)];
            var faces = recipe.Faces(given);
            var files = given.GetValue(start) ?? [];
            using var from = files.Length > 0 ? ExportedStart.Of(files, plan, faces, options) : null;
            using var run = new TrainingRun(plan, options, faces, recipe.Folder(given), recipe.Teachers(given, options), from is null ? null : to => to.load_state_dict(from.state_dict()), files);
            if (before.Length > 0) Checkpoint.StartsAfter(recipe.Folder(given), before);
            await TrainingConsole.GoAsync(run, stop);
        });
        return command;
    }

    private static void Store(FaceSet faces, TrainingOptions options, FaceFeature feature, string folder)
    {
        var split = HeldOutSplit.Of(faces, options.HeldOutShare);
        var neighbours = NearestNeighbours.Train(faces.Choose(split.Learning), faces.Choose(split.HeldOut), new NearestNeighbourOptions { Feature = feature });
        var path = NearestNeighbours.FileIn(folder);
        Directory.CreateDirectory(folder);
        neighbours.Save(path);
        Console.WriteLine($"{path}: {neighbours.Version}, {neighbours.Count:N0} stored faces");
    }
}
