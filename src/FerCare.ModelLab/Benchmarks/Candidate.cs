using FerCare.ModelLab.Evaluation;

namespace FerCare.ModelLab.Benchmarks;

/// <summary>Something to measure.</summary>
/// <param name="Row">What is known of it before.</param>
/// <param name="Score">Scores one face of 48x48 grey pixels, both heads, on the calling thread.</param>
/// <param name="Evaluate">Measures it on the validation faces; null where it is untrained or no faces are at hand.</param>
/// <param name="Calibrated">Its temperatures were fitted; the calibration error of another tells only that they were not.</param>
public sealed record Candidate(BenchmarkRow Row, Action<byte[]> Score, Func<EmotionEvaluation>? Evaluate, bool Calibrated)
{
    /// <summary>The row with the accuracy figures filled in.</summary>
    /// <param name="run">Day and commit, to write beside them.</param>
    public BenchmarkRow Evaluated(string run)
    {
        if (Evaluate is null) return Row;
        var figures = Evaluate();
        return Row with
        {
            Fer2013 = figures.Fer2013.Accuracy,
            Fer2013Balanced = figures.Fer2013.BalancedAccuracy,
            Fer2013Calibration = Calibrated ? figures.Fer2013.Calibration.Error : null,
            FerPlus = figures.FerPlus?.Accuracy,
            FerPlusBalanced = figures.FerPlus?.BalancedAccuracy,
            FerPlusCalibration = Calibrated ? figures.FerPlus?.Calibration.Error : null,
            AccuracyFrom = run,
        };
    }
}
