using FerCare.Affect;

namespace FerCare.ModelLab.Evaluation;

/// <summary>How far the probability of the answered class lies from the share of right answers, and the temperature that brings them together.</summary>
public static class Calibration
{
    /// <summary>Bins of the expected calibration error.</summary>
    public const int Bins = 15;

    private const double Coldest = 0.02, Hottest = 50;

    /// <summary>
    /// Expected calibration error with bins of equal count: faces are ordered by the probability of their answer and cut into
    /// <see cref="Bins"/> runs whose sizes differ by at most one; the error is the mean over faces of |share right - mean probability|
    /// of their run (Nguyen and O'Connor 2015; Guo et al. 2017 with equal widths).
    /// </summary>
    /// <param name="scores">Logits [n * 7].</param>
    /// <param name="truth">The true class of each face; faces without one are skipped.</param>
    /// <param name="temperature">Divides the logits.</param>
    /// <returns>0..1; 0 where no face has a true class.</returns>
    public static double Error(float[] scores, IReadOnlyList<Emotion?> truth, double temperature)
    {
        RequireTemperature(temperature);
        var answers = new List<(double Probability, bool Right)>(truth.Count);
        for (var i = 0; i < truth.Count; i++)
        {
            if (truth[i] is not { } emotion) continue;
            var top = TwoHeadedScores.Top(scores, i);
            answers.Add((Math.Exp(-Loss(scores, i, top, 1 / temperature)), top == emotion));
        }

        // The wrong answers first among equal probabilities, so that the figure does not depend on the order of the faces.
        answers.Sort();
        var error = 0.0;
        for (var bin = 0; bin < Bins; bin++)
        {
            int from = (int)((long)answers.Count * bin / Bins), to = (int)((long)answers.Count * (bin + 1) / Bins);
            var gap = 0.0;
            for (var i = from; i < to; i++) gap += (answers[i].Right ? 1 : 0) - answers[i].Probability;
            error += Math.Abs(gap);
        }

        return answers.Count == 0 ? 0 : error / answers.Count;
    }

    /// <summary>Mean negative log-likelihood of the true classes, nats; 0 where no face has one.</summary>
    public static double NegativeLogLikelihood(float[] scores, IReadOnlyList<Emotion?> truth, double temperature)
    {
        RequireTemperature(temperature);
        var total = 0.0;
        var count = 0;
        for (var i = 0; i < truth.Count; i++)
        {
            if (truth[i] is not { } emotion) continue;
            total += Loss(scores, i, emotion, 1 / temperature);
            count++;
        }

        return count == 0 ? 0 : total / count;
    }

    /// <summary>
    /// The temperature with the least negative log-likelihood (Guo et al. 2017, section 4.2), by golden section on the logarithm of
    /// the temperature: the loss is convex in 1 / temperature, so it has one valley. Between 0.02 and 50.
    /// </summary>
    /// <exception cref="ArgumentException">No face has a true class.</exception>
    public static double FitTemperature(float[] scores, IReadOnlyList<Emotion?> truth)
    {
        if (truth.All(emotion => emotion is null)) throw new ArgumentException("Expected faces with a true class to fit a temperature on, found none.", nameof(truth));
        var ratio = (Math.Sqrt(5) - 1) / 2;
        double low = Math.Log(Coldest), high = Math.Log(Hottest);
        double left = high - ratio * (high - low), right = low + ratio * (high - low);
        double atLeft = At(left), atRight = At(right);
        while (high - low > 1e-5)
        {
            if (atLeft <= atRight)
            {
                (high, right, atRight) = (right, left, atLeft);
                left = high - ratio * (high - low);
                atLeft = At(left);
            }
            else
            {
                (low, left, atLeft) = (left, right, atRight);
                right = low + ratio * (high - low);
                atRight = At(right);
            }
        }

        return Math.Exp((low + high) / 2);

        double At(double logarithm) => NegativeLogLikelihood(scores, truth, Math.Exp(logarithm));
    }

    /// <summary>-log of the softmax at one class.</summary>
    private static double Loss(float[] scores, int face, Emotion emotion, double sharpness)
    {
        var row = scores.AsSpan(face * Emotions.Count, Emotions.Count);
        var highest = double.NegativeInfinity;
        foreach (var score in row) highest = Math.Max(highest, score);
        var sum = 0.0;
        foreach (var score in row) sum += Math.Exp((score - highest) * sharpness);
        return Math.Log(sum) - (row[(int)emotion] - highest) * sharpness;
    }

    private static void RequireTemperature(double temperature)
    {
        if (!(temperature > 0) || !double.IsFinite(temperature)) throw new ArgumentOutOfRangeException(nameof(temperature), temperature, "The temperature must be above 0.");
    }
}
