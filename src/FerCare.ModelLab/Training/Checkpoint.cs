using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using FerCare.ModelLab.Data;
using FerCare.ModelLab.Networks;

namespace FerCare.ModelLab.Training;

/// <summary>
/// The state of a run in a folder: the plan, weights, averaged weights (the last and the best), the optimizer's state, recipe and learning
/// curve. A save goes to a new sub-folder that replaces the old one by renaming, so a kill at any moment leaves a whole checkpoint.
/// </summary>
public sealed class Checkpoint(string folder, PlannedNetwork network, PlannedNetwork average, TorchSharp.Modules.OptimizerHelper optimizer)
{
    private const string WeightsFile = "weights.dat", AverageFile = "average.dat", BestFile = "best.dat", MomentumFile = "momentum.dat";
    private const string PlanFile = "plan.json", RecipeFile = "recipe.json", CurveFile = "curve.csv", EarlierFile = "earlier.csv";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    private string Current => CurrentIn(folder);
    private string Previous => PreviousIn(folder);

    /// <summary>Loads the last whole checkpoint, if there is one, and gives its learning curve.</summary>
    /// <param name="recipe">What the run goes on with; its epochs, patience, rate and warm-up may be others than before.</param>
    /// <exception cref="LabDataException">The folder holds the checkpoint of another network or recipe, or a damaged one.</exception>
    public IReadOnlyList<LearningPoint> Resume(TrainingOptions recipe)
    {
        if (!Directory.Exists(Current) && Directory.Exists(Previous)) Directory.Move(Previous, Current);
        if (!Directory.Exists(Current)) return [];
        var found = PlanIn(folder);
        if (found.ToJson() != network.Plan.ToJson())
            throw new LabDataException($"{Current}: expected a checkpoint of '{network.Plan}', found '{found}' ({PlanDifference.Between(network.Plan, found)}).");
        RefuseOtherRecipe(recipe);
        Load(path => network.load(path), Path.Combine(Current, WeightsFile), $"the weights of '{found}'");
        Load(path => average.load(path), Path.Combine(Current, AverageFile), $"the weights of '{found}'");
        Load(optimizer.load_state_dict, Path.Combine(Current, MomentumFile), $"the state of {recipe.Optimizer} for '{found}'");
        return CurveIn(folder);
    }

    /// <summary>A run that goes on with another recipe would end with weights that neither recipe tells.</summary>
    private void RefuseOtherRecipe(TrainingOptions recipe)
    {
        var before = RecipeIn(folder);
        var found = before with { Epochs = recipe.Epochs, Patience = recipe.Patience, LearningRate = recipe.LearningRate, WarmUpEpochs = recipe.WarmUpEpochs };
        if (found == recipe) return;
        JsonObject asked = JsonSerializer.SerializeToNode(recipe, Json)!.AsObject(), there = JsonSerializer.SerializeToNode(found, Json)!.AsObject();
        var (name, value) = asked.First(p => p.Value?.ToJsonString() != there[p.Key]?.ToJsonString());
        throw new LabDataException($"{Path.Combine(Current, RecipeFile)}: expected a run with {name} {value?.ToJsonString()}, found {there[name]?.ToJsonString()}; go on with the same options or train in another folder.");
    }

    private static TrainingOptions RecipeIn(string folder)
    {
        var path = Path.Combine(CurrentIn(folder), RecipeFile);
        try
        {
            return JsonSerializer.Deserialize<TrainingOptions>(File.ReadAllBytes(path), Json) ?? throw new JsonException("empty");
        }
        catch (Exception problem) when (problem is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new LabDataException($"{path}: expected the recipe of a run, found something else ({problem.Message.ReplaceLineEndings(" ")})", problem);
        }
    }

    /// <summary>The library's readers fail in many ways on a damaged file: all of them come out with its name.</summary>
    private static void Load(Action<string> load, string path, string expected)
    {
        try
        {
            load(path);
        }
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            throw new LabDataException($"{path}: expected {expected}, found something else ({problem.Message.ReplaceLineEndings(" ")})", problem);
        }
    }

    /// <summary>The network of a folder's checkpoint.</summary>
    /// <exception cref="LabDataException">There is none.</exception>
    public static NetworkPlan PlanIn(string folder) => NetworkPlan.Read(Path.Combine(CurrentIn(folder), PlanFile));

    /// <summary>The learning curve up to a folder's checkpoint.</summary>
    public static IReadOnlyList<LearningPoint> CurveIn(string folder) => LearningPoint.ReadAll(CurveFileIn(folder));

    /// <summary>Every epoch that went into a folder's weights: those of the runs that it started from, then its own.</summary>
    public static IReadOnlyList<LearningPoint> HistoryIn(string folder)
    {
        var earlier = Path.Combine(folder, EarlierFile);
        return [.. File.Exists(earlier) ? LearningPoint.ReadAll(earlier) : [], .. CurveIn(folder)];
    }

    /// <summary>Notes the epochs of the runs that a run in this folder starts from, before its first; one that has begun is left alone.</summary>
    public static void StartsAfter(string folder, IReadOnlyList<LearningPoint> earlier)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, EarlierFile);
        if (!Directory.Exists(CurrentIn(folder)) && !Directory.Exists(PreviousIn(folder))) WholeFile.Write(path, string.Join('\n', [LearningPoint.Header, .. earlier.Select(p => p.ToString())]) + "\n");
    }

    /// <summary>Where the learning curve of a folder's checkpoint stands.</summary>
    public static string CurveFileIn(string folder) => Path.Combine(CurrentIn(folder), CurveFile);

    /// <summary>Writes the state after an epoch.</summary>
    public void Save(LearningPoint point, TrainingOptions recipe)
    {
        var next = Path.Combine(folder, "checkpoint.next");
        if (Directory.Exists(next)) Directory.Delete(next, recursive: true);
        Directory.CreateDirectory(next);
        network.save(Path.Combine(next, WeightsFile));
        average.save(Path.Combine(next, AverageFile));
        optimizer.save_state_dict(Path.Combine(next, MomentumFile));
        File.WriteAllText(Path.Combine(next, PlanFile), network.Plan.ToJson());
        File.WriteAllText(Path.Combine(next, RecipeFile), JsonSerializer.Serialize(recipe, Json));
        var curve = Directory.Exists(Current) ? CurveIn(folder) : [];
        File.WriteAllLines(Path.Combine(next, CurveFile), [LearningPoint.Header, .. curve.Select(p => p.ToString()), point.ToString()]);
        var isBest = curve.All(p => p.Score < point.Score);
        File.Copy(isBest ? Path.Combine(next, AverageFile) : Path.Combine(Current, BestFile), Path.Combine(next, BestFile));
        if (Directory.Exists(Previous)) Directory.Delete(Previous, recursive: true);
        if (Directory.Exists(Current)) Directory.Move(Current, Previous);
        Directory.Move(next, Current);
    }

    /// <summary>
    /// The averaged weights of a run: of its last epoch, or of the best on the held-out part where that is asked or the run was to
    /// stop early, which then is what it stopped for.
    /// </summary>
    /// <exception cref="LabDataException">There are none.</exception>
    public static PlannedNetwork LoadAverage(string folder, bool best = false)
    {
        if (!Directory.Exists(CurrentIn(folder))) throw new LabDataException($"{CurrentIn(folder)}: expected a checkpoint folder written by 'train', found none.");
        var plan = PlanIn(folder);
        var file = best || RecipeIn(folder).Patience > 0 ? BestFile : AverageFile;
        var network = new PlannedNetwork(plan);
        try
        {
            Load(path => network.load(path), Path.Combine(CurrentIn(folder), file), $"the weights of '{plan}'");
        }
        catch (LabDataException)
        {
            network.Dispose();
            throw;
        }

        network.eval();
        return network;
    }

    private static string CurrentIn(string folder) => Path.Combine(folder, "checkpoint");

    private static string PreviousIn(string folder) => Path.Combine(folder, "checkpoint.previous");
}
