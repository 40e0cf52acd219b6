namespace FerCare.ModelLab.Training;

/// <summary>Says in one sentence where the weights of a checkpoint come from.</summary>
public static class Provenance
{
    public static string Of(string folder)
    {
        var curve = Checkpoint.HistoryIn(folder);
        return FormattableString.Invariant($"trained by FerCare.ModelLab on FER2013 with FER+ votes, {curve.Count} epochs in {curve.Sum(p => p.Seconds) / 3600:F1} h, {Checkpoint.PlanIn(folder)}");
    }
}
