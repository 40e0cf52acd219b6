using System.Text.Json.Serialization;

namespace FerCare.ModelLab.Benchmarks;

/// <summary>One line of the benchmark. Accuracies, balanced accuracies and calibration errors are shares on the validation faces, null where the network is untrained.</summary>
public sealed record BenchmarkRow
{
    /// <summary>What is measured, such as "Xception, pruned".</summary>
    public required string Name { get; init; }

    /// <summary>Its size in words.</summary>
    public required string Network { get; init; }

    /// <summary>Learned or stored numbers.</summary>
    public required long Parameters { get; init; }

    /// <summary>Multiplications with addition for one face.</summary>
    public required long MultiplyAdds { get; init; }

    /// <summary>Size of the portable file (.onnx or .knn); what a compiled row makes of it for its machine is another file.</summary>
    public required long Bytes { get; init; }

    /// <summary>Median time for one face on one thread, both heads.</summary>
    public double MillisecondsMedian { get; init; }

    /// <summary>99th percentile of the same times.</summary>
    public double MillisecondsP99 { get; init; }

    /// <summary>Most memory of a process that loads and runs this alone, MB, beyond one that runs nothing; null where it was not measured.</summary>
    public double? PeakMegabytes { get; init; }

    /// <summary>Accuracy on FER2013 labels.</summary>
    public double? Fer2013 { get; init; }

    /// <summary>Accuracy on FER+ majorities.</summary>
    [JsonPropertyName("ferplus")]
    public double? FerPlus { get; init; }

    /// <summary>Mean per-class recall on FER2013 labels.</summary>
    public double? Fer2013Balanced { get; init; }

    /// <summary>Mean per-class recall on FER+ majorities.</summary>
    [JsonPropertyName("ferplus_balanced")]
    public double? FerPlusBalanced { get; init; }

    /// <summary>Expected calibration error on FER2013 labels; null where no temperature was fitted.</summary>
    public double? Fer2013Calibration { get; init; }

    /// <summary>Expected calibration error on FER+ majorities; null where no temperature was fitted.</summary>
    [JsonPropertyName("ferplus_calibration")]
    public double? FerPlusCalibration { get; init; }

    /// <summary>Passes over the data it was trained with, fine-tuning included; null where it needs none or has none, or where its file does not tell.</summary>
    public int? Epochs { get; init; }

    /// <summary>Hours that took on the machine it was trained on; null as the epochs, and where not all of them are told.</summary>
    public double? Hours { get; init; }

    /// <summary>Day and commit of the run that measured accuracy; null where none is claimed.</summary>
    public string? AccuracyFrom { get; init; }

    /// <summary>Hash of the file with its weights; null where they are not at hand.</summary>
    public string? Sha256 { get; init; }

    /// <summary>
    /// This row with the accuracy that the same network had in an earlier report, where it was not measured now: without faces, or because
    /// its weights are not at hand, some being too large for the repository. Other weights of the same shape get nothing from it.
    /// </summary>
    public BenchmarkRow WithAccuracyOf(BenchmarkReport? earlier)
    {
        if (Fer2013 is not null) return this;
        if (earlier?.Rows.FirstOrDefault(r => r.Name == Name && r.Network == Network && r.Parameters == Parameters && (Sha256 is null || r.Sha256 == Sha256)) is not { Fer2013: not null } then) return this;
        // A file at hand tells its own training, and reports before this one may not have told it.
        var (epochs, hours) = Epochs is null ? (then.Epochs, then.Hours) : (Epochs, Hours);
        return then with { Bytes = Bytes, MultiplyAdds = MultiplyAdds, MillisecondsMedian = MillisecondsMedian, MillisecondsP99 = MillisecondsP99, PeakMegabytes = PeakMegabytes, Epochs = epochs, Hours = hours };
    }
}
