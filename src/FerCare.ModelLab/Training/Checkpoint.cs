using FerCare.ModelLab.Data;
using FerCare.ModelLab.Networks;

namespace FerCare.ModelLab.Training;

/// <summary>
/// The state of a run in a folder: the plan, weights, averaged weights (the last and the best), the optimizer's state, recipe and learning
/// curve. A save goes to a new sub-folder that replaces the old one by renaming, so a kill at any moment leaves a whole checkpoint.
/// </summary>
public sealed class Checkpoint(string folder, PlannedNetwork network, PlannedNetwork average, TorchSharp.Modules.OptimizerHelper optimizer, RunSources sources)
{
    private const string WeightsFile = "weights.dat", AverageFile = "average.dat", BestFile = "best.dat", MomentumFile = "momentum.dat";
    private const string PlanFile = "plan.json", RecipeFile = "recipe.json", CurveFile = "curve.csv", EarlierFile = "earlier.csv";

    private string Current => CurrentIn(folder);
    private string Previous => PreviousIn(folder);

    /// <summary>Loads the last whole checkpoint, if there is one, and gives its learning curve.</summary>
    /// <param name="recipe">What the run goes on with; its epochs, patience, rate and warm-up may be others than before.</param>
    /// <exception cref="LabDataException">The folder holds the checkpoint of another network or recipe, of a run from other faces, teachers or weights, or a damaged one.</exception>
    public IReadOnlyList<LearningPoint> Resume(TrainingOptions recipe)
    {
        if (!Directory.Exists(Current) && Directory.Exists(Previous)) Directory.Move(Previous, Current);
        if (!Directory.Exists(Current)) return [];
        var found = PlanIn(folder);
        if (found.ToJson() != network.Plan.ToJson())
            throw new LabDataException($"{Current}: expected a checkpoint of '{network.Plan}', found '{found}' ({PlanDifference.Between(network.Plan, found)}).");
        var before = RunRecipe.Read(RecipeFileIn(folder));
        before.RefuseOther(recipe, sources, RecipeFileIn(folder));
        var curve = CurveIn(folder);
        // The epoch to go on with is counted by the curve.
        if (before.TrainedEpochs is { } trained && curve.Count != trained)
            throw new LabDataException($"{CurveFileIn(folder)}: expected {trained} epochs, as {RecipeFile} tells, found {curve.Count}.");
        Load(path => network.load(path), Path.Combine(Current, WeightsFile), $"the weights of '{found}'");
        Load(path => average.load(path), Path.Combine(Current, AverageFile), $"the weights of '{found}'");
        Load(optimizer.load_state_dict, Path.Combine(Current, MomentumFile), $"the state of {recipe.Optimizer} for '{found}'");
        return curve;
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

    /// <summary>Whether a folder holds a checkpoint.</summary>
    public static bool IsIn(string folder) => Directory.Exists(WholeIn(folder));

    /// <summary>The network of a folder's checkpoint.</summary>
    /// <exception cref="LabDataException">There is none.</exception>
    public static NetworkPlan PlanIn(string folder) => NetworkPlan.Read(Path.Combine(WholeIn(folder), PlanFile));

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
        if (!IsIn(folder)) WholeFile.Write(path, string.Join('\n', [LearningPoint.Header, .. earlier.Select(p => p.ToString())]) + "\n");
    }

    /// <summary>Where the learning curve of a folder's checkpoint stands.</summary>
    public static string CurveFileIn(string folder) => Path.Combine(WholeIn(folder), CurveFile);

    /// <summary>The file of averaged weights that <see cref="LoadAverage"/> reads.</summary>
    /// <exception cref="LabDataException">There is no recipe that tells which.</exception>
    public static string AverageFileIn(string folder, bool best = false) =>
        Path.Combine(WholeIn(folder), best || RunRecipe.Read(RecipeFileIn(folder)).Options.Patience > 0 ? BestFile : AverageFile);

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
        var curve = Directory.Exists(Current) ? CurveIn(folder) : [];
        new RunRecipe(recipe, sources, curve.Count + 1).Write(Path.Combine(next, RecipeFile));
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
        if (!IsIn(folder)) throw new LabDataException($"{CurrentIn(folder)}: expected a checkpoint folder written by 'train', found none.");
        var plan = PlanIn(folder);
        var file = AverageFileIn(folder, best);
        var network = new PlannedNetwork(plan);
        try
        {
            Load(path => network.load(path), file, $"the weights of '{plan}'");
        }
        catch (LabDataException)
        {
            network.Dispose();
            throw;
        }

        network.eval();
        return network;
    }

    private static string RecipeFileIn(string folder) => Path.Combine(WholeIn(folder), RecipeFile);

    /// <summary>Where the last whole checkpoint lies: a kill between two renames leaves it under its other name, until the run goes on.</summary>
    private static string WholeIn(string folder) => Directory.Exists(CurrentIn(folder)) || !Directory.Exists(PreviousIn(folder)) ? CurrentIn(folder) : PreviousIn(folder);

    private static string CurrentIn(string folder) => Path.Combine(folder, "checkpoint");

    private static string PreviousIn(string folder) => Path.Combine(folder, "checkpoint.previous");
}
