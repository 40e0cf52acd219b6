using System.Globalization;
using FerCare.ModelLab.Data;

namespace FerCare.ModelLab.Training;

/// <summary>One line of the learning curve.</summary>
/// <param name="Epoch">From 1.</param>
/// <param name="LearningRate">At the end of the epoch.</param>
/// <param name="Loss">Mean over the epoch's steps of the cross-entropies of both heads added, nats.</param>
/// <param name="Fer2013">Accuracy of the averaged weights on the held-out part, FER2013 labels, 0 to 1.</param>
/// <param name="FerPlus">The same on FER+ majorities.</param>
/// <param name="Seconds">That the epoch took.</param>
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
            // Without its header the first line would be an epoch that nobody counts.
            if (File.ReadAllLines(path) is not [Header, .. var lines]) throw new FormatException("its first line is another");
            return [.. lines.Select(Parse)];
        }
        catch (Exception problem) when (problem is FormatException or IndexOutOfRangeException or IOException or UnauthorizedAccessException)
        {
            throw new LabDataException($"{path}: expected a learning curve ({Header}), found something else ({problem.Message})", problem);
        }
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Epoch},{LearningRate:G6},{Loss:F5},{Fer2013:F5},{FerPlus:F5},{Seconds:F1}");
}
