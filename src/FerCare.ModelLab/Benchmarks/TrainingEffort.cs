using System.Globalization;
using System.Text.RegularExpressions;
using FerCare.ModelLab.Training;

namespace FerCare.ModelLab.Benchmarks;

/// <summary>What the training of a network took.</summary>
/// <param name="Epochs">Passes over the data, fine-tuning included; null where nothing tells.</param>
/// <param name="Hours">On the machine it was trained on; null where nothing tells.</param>
public sealed partial record TrainingEffort(int? Epochs, double? Hours)
{
    /// <summary>That of the weights of one run, or of the mean of several.</summary>
    public static TrainingEffort Of(IReadOnlyList<string> runs)
    {
        var history = Provenance.History(runs);
        return new TrainingEffort(history.Count, history.Sum(p => p.Seconds) / 3600);
    }

    /// <summary>That of an exported network, as the origin in its manifest tells it (<see cref="Provenance.Of"/>).</summary>
    public static TrainingEffort ToldBy(string origin)
    {
        // Fine-tuning with rounding tells its sum last; before it did, its hours were not told, and those before it are not all.
        if (Trained().Matches(origin) is not { Count: > 0 } told) return new TrainingEffort(null, null);
        var epochs = Number(told[^1].Groups["epochs"]);
        return told.Count == 1 && FineTuned().Match(origin) is { Success: true } tuned
            ? new TrainingEffort(epochs + Number(tuned.Groups["epochs"]), null)
            : new TrainingEffort(epochs, double.Parse(told[^1].Groups["hours"].Value, CultureInfo.InvariantCulture));
    }

    private static int Number(Group found) => int.Parse(found.Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\b(?<epochs>[0-9]{1,6}) epochs in (?<hours>[0-9]{1,6}\.[0-9]) h\b")]
    private static partial Regex Trained();

    [GeneratedRegex(@"\bfine-tuned with rounding, (?<epochs>[0-9]{1,6}) epochs\b")]
    private static partial Regex FineTuned();
}
