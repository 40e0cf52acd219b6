using System.Globalization;
using System.Text.Json;
using FerCare.ModelLab.Data;
using FerCare.ModelLab.Networks;

namespace FerCare.ModelLab.Training;

/// <summary>One line of the learning curve: accuracies are of the averaged weights on the held-out part.</summary>
public sealed record LearningPoint(int Epoch, double LearningRate, double Loss, double Fer2013, double FerPlus, double Seconds)
{
    public const string Header = "epoch,learning_rate,loss,held_out_fer2013,held_out_ferplus,seconds";

    /// <summary>Mean held-out accuracy of both heads: what early stopping watches.</summary>
    public double Score => (Fer2013 + FerPlus) / 2;

    /// <summary>Reads a line that <see cref="ToString"/> wrote.</summary>
    public static LearningPoint Parse(string line)
    {
        var cells = line.Split(',');
        double At(int i) => double.Parse(cells[i], CultureInfo.InvariantCulture);
        return new LearningPoint((int)At(0), At(1), At(2), At(3), At(4), At(5));
    }

    /// <summary>Reads a learning curve with its header.</summary>
    /// <exception cref="LabDataException">It is not one.</exception>
    public static IReadOnlyList<LearningPoint> ReadAll(string path)
    {
        try
        {
            return [.. File.ReadLines(path).Skip(1).Select(Parse)];
        }
        catch (Exception problem) when (problem is FormatException or IndexOutOfRangeException or IOException or UnauthorizedAccessException)
        {
            throw new LabDataException($"{path}: expected a learning curve ({Header}), found something else ({problem.Message})", problem);
        }
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Epoch},{LearningRate:G6},{Loss:F5},{Fer2013:F5},{FerPlus:F5},{Seconds:F1}");
}

/// <summary>
/// The state of a run in a folder: the plan, weights, averaged weights (the last and the best), momentum, recipe and learning
/// curve. A save goes to a new sub-folder that replaces the old one by renaming, so a kill at any moment leaves a whole checkpoint.
/// </summary>
public sealed class Checkpoint(string folder, PlannedNetwork network, PlannedNetwork average, TorchSharp.Modules.SGD optimizer)
{
    private const string WeightsFile = "weights.dat", AverageFile = "average.dat", BestFile = "best.dat", MomentumFile = "momentum.dat";
    private const string PlanFile = "plan.json", RecipeFile = "recipe.json", CurveFile = "curve.csv", EarlierFile = "earlier.csv";

    private string Current => CurrentIn(folder);
    private string Previous => Path.Combine(folder, "checkpoint.previous");

    /// <summary>Loads the last whole checkpoint, if there is one, and gives its learning curve.</summary>
    /// <exception cref="LabDataException">The folder holds the checkpoint of another network.</exception>
    public IReadOnlyList<LearningPoint> Resume()
    {
        if (!Directory.Exists(Current) && Directory.Exists(Previous)) Directory.Move(Previous, Current);
        if (!Directory.Exists(Current)) return [];
        var found = PlanIn(folder);
        if (found.ToJson() != network.Plan.ToJson())
            throw new LabDataException($"{Current}: expected a checkpoint of '{network.Plan}', found '{found}'.");
        network.load(Path.Combine(Current, WeightsFile));
        average.load(Path.Combine(Current, AverageFile));
        optimizer.load_state_dict(Path.Combine(Current, MomentumFile));
        return CurveIn(folder);
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

    /// <summary>Notes the epochs of the runs that a run in this folder starts from, once.</summary>
    public static void StartsAfter(string folder, IReadOnlyList<LearningPoint> earlier)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, EarlierFile);
        if (!File.Exists(path)) WholeFile.Write(path, string.Join('\n', [LearningPoint.Header, .. earlier.Select(p => p.ToString())]) + "\n");
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
        File.WriteAllText(Path.Combine(next, RecipeFile), JsonSerializer.Serialize(recipe, new JsonSerializerOptions(JsonSerializerDefaults.Web) { WriteIndented = true }));
        var curve = Directory.Exists(Current) ? CurveIn(folder) : [];
        File.WriteAllLines(Path.Combine(next, CurveFile), [LearningPoint.Header, .. curve.Select(p => p.ToString()), point.ToString()]);
        var isBest = curve.All(p => p.Score < point.Score);
        File.Copy(isBest ? Path.Combine(next, AverageFile) : Path.Combine(Current, BestFile), Path.Combine(next, BestFile));
        if (Directory.Exists(Previous)) Directory.Delete(Previous, recursive: true);
        if (Directory.Exists(Current)) Directory.Move(Current, Previous);
        Directory.Move(next, Current);
    }

    /// <summary>The averaged weights of a run's last checkpoint, or of its best epoch on the held-out part.</summary>
    /// <exception cref="LabDataException">There is none.</exception>
    public static PlannedNetwork LoadAverage(string folder, bool best = false)
    {
        if (!Directory.Exists(CurrentIn(folder))) throw new LabDataException($"{CurrentIn(folder)}: expected a checkpoint folder written by 'train', found none.");
        var network = new PlannedNetwork(PlanIn(folder));
        var path = Path.Combine(CurrentIn(folder), best ? BestFile : AverageFile);
        try
        {
            network.load(path);
        }
        catch (Exception problem) when (problem is ArgumentException or IOException or InvalidOperationException)
        {
            network.Dispose();
            throw new LabDataException($"{path}: expected the weights of '{PlanIn(folder)}', found something else ({problem.Message.ReplaceLineEndings(" ")})");
        }

        network.eval();
        return network;
    }

    private static string CurrentIn(string folder) => Path.Combine(folder, "checkpoint");
}
