using System.CommandLine;
using FerCare.ModelLab.Data;
using FerCare.ModelLab.Networks;
using FerCare.ModelLab.Pruning;
using FerCare.ModelLab.Training;

namespace FerCare.ModelLab.Verbs;

/// <summary><c>prune</c>: removes channels of least importance in rounds, with fine-tuning after each.</summary>
public static class PruneVerb
{
    public static Command Create()
    {
        var from = new Option<string>("--from") { Description = "The network to prune: a checkpoint folder, or with --plan the file that 'export' or 'quantize' wrote (.onnx). It teaches the smaller one too.", Required = true };
        var plan = new Option<string?>("--plan") { Description = "The plan (.json) of a network given as .onnx." };
        var curve = new Option<string[]>("--start-curve") { Description = "The learning curves (.csv), in their order, of a network given as .onnx, so that its epochs and hours are counted.", AllowMultipleArgumentsPerToken = true };
        var parameters = new Option<double>("--parameters") { Description = "Millions of parameters to come down to." , DefaultValueFactory = _ => 2.3 };
        var multiplyAdds = new Option<double>("--multiply-adds") { Description = "Millions of multiply-adds to come down to.", DefaultValueFactory = _ => 140 };
        var rounds = new Option<int>("--rounds") { Description = "Rounds of removal.", DefaultValueFactory = _ => 3 };
        var between = new Option<int>("--epochs-between") { Description = "Epochs of fine-tuning after each round but the last.", DefaultValueFactory = _ => 1 };
        var recipe = new RecipeOptions(epochs: 15, rate: 0.03, warmUp: 0.5);
        var command = new Command("prune", "Prunes a trained network by whole channels, fine-tuning with distillation; run it again to resume.") { from, plan, curve, parameters, multiplyAdds, rounds, between };
        recipe.AddTo(command);
        command.SetAction(async (given, stop) =>
        {
            var recipeAsked = recipe.Read(given);
            var (roundsAsked, epochsBetween) = (given.AtLeast(rounds, 1), given.AtLeast(between, 1));
            var wanted = new NetworkCost((long)(given.Above0(parameters) * 1e6), (long)(given.Above0(multiplyAdds) * 1e6));
            if (roundsAsked == 1) given.Refuse($"expected {rounds.Name} above 1 with it, found 1.", between);
            var source = given.GetRequiredValue(from);
            if (!IsExported(source)) given.Refuse($"expected an exported network (.onnx) with it, found {source}.", plan, curve);
            LearningPoint[] before = [.. (given.GetValue(curve) ?? []).SelectMany(LearningPoint.ReadAll)];
            var faces = recipe.Faces(given);
            for (var round = 1; round <= roundsAsked; round++)
            {
                var last = round == roundsAsked;
                var folder = last ? recipe.Folder(given) : Path.Combine(recipe.Folder(given), $"round{round}");
                var options = last ? recipeAsked : recipeAsked with { Epochs = epochsBetween };
                using var whole = IsExported(source) ? ExportedStart.Of([source], PlanOf(source, given.GetValue(plan)), faces, options) : Checkpoint.LoadAverage(source);
                var target = OnTheWay(NetworkCost.Of(whole.Plan), wanted, 1.0 / (roundsAsked - round + 1));
                using var smaller = Smaller(whole, faces, options, target);
                Console.WriteLine($"round {round}: {NetworkCost.Of(whole.Plan).Parameters:N0} to {NetworkCost.Of(smaller.Plan).Parameters:N0} parameters, {NetworkCost.Of(smaller.Plan).MultiplyAdds:N0} multiply-adds");
                var earlier = IsExported(source) ? before : Checkpoint.HistoryIn(source);
                var weights = smaller.state_dict();
                using var run = new TrainingRun(smaller.Plan, options, faces, folder, recipe.Teachers(given, options, given.GetRequiredValue(from)), network => network.load_state_dict(weights), [source]);
                Checkpoint.StartsAfter(folder, earlier);
                await TrainingConsole.GoAsync(run, stop);
                source = folder;
            }
        });
        return command;
    }

    private static bool IsExported(string source) => Path.GetExtension(source) == ".onnx";

    private static NetworkPlan PlanOf(string source, string? plan) =>
        NetworkPlan.Read(plan ?? throw new ArgumentException($"--plan: expected the plan of {source}, found nothing."));

    /// <summary>The same share of what is left to go in every round; what is small enough already stays allowed.</summary>
    private static NetworkCost OnTheWay(NetworkCost now, NetworkCost wanted, double share) =>
        new(OnTheWay(now.Parameters, wanted.Parameters, share), OnTheWay(now.MultiplyAdds, wanted.MultiplyAdds, share));

    private static long OnTheWay(long now, long wanted, double share) => (long)(now * Math.Pow(Math.Min(1, (double)wanted / now), share));

    private static PlannedNetwork Smaller(PlannedNetwork whole, FaceSet faces, TrainingOptions options, NetworkCost wanted)
    {
        var groups = ChannelGroup.In(whole.Plan);
        var learning = HeldOutSplit.Of(faces, options.HeldOutShare).Learning;
        new Random(options.Seed).Shuffle(learning);
        var importance = ChannelImportance.Of(whole, groups, faces, learning[..Math.Min(2048, learning.Length)]);
        return Pruned.Of(whole, ChannelSelection.Until(whole.Plan, groups, importance, wanted));
    }
}
