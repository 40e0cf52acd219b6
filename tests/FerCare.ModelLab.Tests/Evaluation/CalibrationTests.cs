using CsCheck;
using FerCare.Affect;
using FerCare.ModelLab.Evaluation;

namespace FerCare.ModelLab.Tests.Evaluation;

public sealed class CalibrationTests
{
    [Fact]
    public void Answers_as_sure_as_they_are_right_have_no_error_and_surer_ones_have_the_difference()
    {
        var (scores, truth) = Levels(0.6);
        Calibration.Error(scores, truth, 1).ShouldBe(0, 1e-3);

        (scores, truth) = Levels(0.9);
        Calibration.Error(scores, truth, 1).ShouldBe(0.3, 1e-3);
    }

    [Fact]
    public void Faces_without_a_true_class_are_skipped()
    {
        var (scores, truth) = Levels(0.9);
        var more = scores.Concat(scores).ToArray();

        Calibration.Error(more, [.. truth, .. truth.Select(_ => (Emotion?)null)], 1).ShouldBe(Calibration.Error(scores, truth, 1), 1e-12);
    }

    [Fact]
    public void The_fitted_temperature_is_the_one_the_true_classes_were_drawn_with() =>
        Gen.Select(Gen.Double[0.4, 3], Gen.Int[0, 1000]).Sample((temperature, seed) =>
        {
            var (scores, truth) = Drawn(temperature, 4000, seed);
            var fitted = Calibration.FitTemperature(scores, truth);
            return Math.Abs(fitted / temperature - 1) < 0.15;
        }, iter: 20);

    [Fact]
    public void No_temperature_is_likelier_than_the_fitted_one_and_fitting_lowers_the_calibration_error()
    {
        var (scores, truth) = Drawn(2.5, 4000, seed: 1);

        var fitted = Calibration.FitTemperature(scores, truth);

        var least = Calibration.NegativeLogLikelihood(scores, truth, fitted);
        foreach (var other in (double[])[0.1, 1, fitted * 0.98, fitted * 1.02, 10])
            Calibration.NegativeLogLikelihood(scores, truth, other).ShouldBeGreaterThan(least);
        Calibration.Error(scores, truth, fitted).ShouldBeLessThan(Calibration.Error(scores, truth, 1) / 3);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    public void A_temperature_that_is_not_above_0_is_refused(double temperature) =>
        Should.Throw<ArgumentOutOfRangeException>(() => Calibration.Error([], [], temperature));

    /// <summary>15 groups of 10 faces answered happy with about the given probability; 6 of each 10 are right.</summary>
    private static (float[] Scores, Emotion?[] Truth) Levels(double probability)
    {
        var scores = new float[150 * Emotions.Count];
        var truth = new Emotion?[150];
        for (var i = 0; i < 150; i++)
        {
            var p = probability + 1e-5 * (i / 10);
            scores[i * Emotions.Count + (int)Emotion.Happy] = (float)Math.Log(p / ((1 - p) / 6));
            truth[i] = i % 10 < 6 ? Emotion.Happy : Emotion.Sad;
        }

        return (scores, truth);
    }

    private static (float[] Scores, Emotion?[] Truth) Drawn(double temperature, int count, int seed)
    {
        var random = new Random(seed);
        var scores = new float[count * Emotions.Count];
        for (var i = 0; i < scores.Length; i++) scores[i] = (float)(6 * random.NextDouble());
        var truth = new Emotion?[count];
        for (var i = 0; i < count; i++)
        {
            var shares = EmotionProbabilities.FromLogits(scores.AsSpan(i * Emotions.Count, Emotions.Count), (float)temperature);
            var left = random.NextDouble();
            var at = 0;
            while (at < Emotions.Count - 1 && (left -= shares[(Emotion)at]) > 0) at++;
            truth[i] = (Emotion)at;
        }

        return (scores, truth);
    }
}
