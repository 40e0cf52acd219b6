using System.Globalization;
using FerCare.ModelLab.Data;
using FerCare.ModelLab.Networks;

namespace FerCare.ModelLab.Training;

/// <summary>One line of the learning curve: accuracies are of the averaged weights on the held-out part.</summary>
public sealed record LearningPoint(int Epoch, double LearningRate, double Loss, double Fer2013, double FerPlus, double Seconds)
{
    public const string Header = "epoch,learning_rate,loss,held_out_fer2013,held_out_ferplus,seconds";

    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Epoch},{LearningRate:G6},{Loss:F5},{Fer2013:F5},{FerPlus:F5},{Seconds:F1}");
}

/// <summary>
/// The state of a run in a folder: weights, averaged weights, momentum, shape and learning curve. A save goes to a new
/// sub-folder that replaces the old one by renaming, so a kill at any moment leaves a whole checkpoint.
/// </summary>
public sealed class Checkpoint(string folder, Xception network, Xception average, TorchSharp.Modules.SGD optimizer)
{
    private const string WeightsFile = "weights.dat", AverageFile = "average.dat", MomentumFile = "momentum.dat", ShapeFile = "shape.txt", CurveFile = "curve.csv";

    private string Current => Path.Combine(folder, "checkpoint");
    private string Previous => Path.Combine(folder, "checkpoint.previous");

    /// <summary>Loads the last whole checkpoint, if there is one, and tells how many epochs are done.</summary>
    public int Resume()
    {
        if (!Directory.Exists(Current) && Directory.Exists(Previous)) Directory.Move(Previous, Current);
        if (!Directory.Exists(Current)) return 0;
        CheckShape(Current, network.Shape);
        network.load(Path.Combine(Current, WeightsFile));
        average.load(Path.Combine(Current, AverageFile));
        optimizer.load_state_dict(Path.Combine(Current, MomentumFile));
        return EpochsDone(folder);
    }

    /// <summary>Epochs behind the last checkpoint of a run; a header line stands above them.</summary>
    public static int EpochsDone(string folder) => File.ReadLines(Path.Combine(folder, "checkpoint", CurveFile)).Count() - 1;

    /// <summary>Writes the state after an epoch.</summary>
    public void Save(LearningPoint point)
    {
        var next = Path.Combine(folder, "checkpoint.next");
        if (Directory.Exists(next)) Directory.Delete(next, recursive: true);
        Directory.CreateDirectory(next);
        network.save(Path.Combine(next, WeightsFile));
        average.save(Path.Combine(next, AverageFile));
        optimizer.save_state_dict(Path.Combine(next, MomentumFile));
        File.WriteAllText(Path.Combine(next, ShapeFile), network.Shape.ToString());
        var curve = Directory.Exists(Current) ? File.ReadAllLines(Path.Combine(Current, CurveFile)) : [LearningPoint.Header];
        File.WriteAllLines(Path.Combine(next, CurveFile), [.. curve, point.ToString()]);
        if (Directory.Exists(Previous)) Directory.Delete(Previous, recursive: true);
        if (Directory.Exists(Current)) Directory.Move(Current, Previous);
        Directory.Move(next, Current);
    }

    /// <summary>The averaged weights of a run's last checkpoint.</summary>
    /// <exception cref="LabDataException">There is none, or it belongs to another network.</exception>
    public static Xception LoadAverage(string folder, XceptionShape shape)
    {
        var current = Path.Combine(folder, "checkpoint");
        if (!Directory.Exists(current)) throw new LabDataException($"{current}: expected a checkpoint folder written by 'train', found none.");
        CheckShape(current, shape);
        var network = new Xception(shape);
        network.load(Path.Combine(current, AverageFile));
        network.eval();
        return network;
    }

    private static void CheckShape(string current, XceptionShape shape)
    {
        var path = Path.Combine(current, ShapeFile);
        var found = File.ReadAllText(path).Trim();
        if (found != shape.ToString()) throw new LabDataException($"{path}: expected a checkpoint of '{shape}', found '{found}'.");
    }
}
