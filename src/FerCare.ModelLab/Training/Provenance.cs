namespace FerCare.ModelLab.Training;

/// <summary>Says in one sentence where the weights of a checkpoint come from.</summary>
public static class Provenance
{
    /// <param name="folders">One, or several whose weights are averaged; an epoch that went into more than one of them counts once.</param>
    public static string Of(params IReadOnlyList<string> folders)
    {
        var curve = History(folders);
        var mean = folders.Count > 1 ? $", mean of the weights of {folders.Count} runs" : "";
        return FormattableString.Invariant($"trained by FerCare.ModelLab on FER2013 with FER+ votes, {curve.Count} epochs in {curve.Sum(p => p.Seconds) / 3600:F1} h{mean}, {Checkpoint.PlanIn(folders[0])}");
    }

    /// <summary>Every epoch that went into the weights of one of these runs, once.</summary>
    public static IReadOnlyList<LearningPoint> History(IReadOnlyList<string> folders) => [.. folders.SelectMany(Checkpoint.HistoryIn).Distinct()];
}
