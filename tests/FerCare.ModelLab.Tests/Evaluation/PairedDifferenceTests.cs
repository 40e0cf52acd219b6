using CsCheck;
using FerCare.Affect;
using FerCare.ModelLab.Evaluation;

namespace FerCare.ModelLab.Tests.Evaluation;

public sealed class PairedDifferenceTests
{
    private static readonly Gen<(float[], float[], Emotion?[])> TwoAnswers = Gen.Select(Gen.Int[0, 6], Gen.Int[0, 6], Gen.Int[0, 7])
        .Array[1, 200].Select(rows => (
            rows.SelectMany(r => Answering(r.Item1)).ToArray(),
            rows.SelectMany(r => Answering(r.Item2)).ToArray(),
            rows.Select(r => r.Item3 == 7 ? (Emotion?)null : (Emotion)r.Item3).ToArray()));

    [Fact]
    public void The_interval_counts_only_faces_that_one_names_rightly_and_the_other_wrongly()
    {
        // 1000 faces, 40 and 20 discordant: difference 0.02, variance (0.06 - 0.0004) / 1000.
        var difference = new PairedDifference(1000, 40, 20);

        difference.Difference.ShouldBe(0.02, 1e-12);
        difference.DifferenceInterval.Low.ShouldBe(0.02 - 0.015131, 1e-5);
        difference.DifferenceInterval.High.ShouldBe(0.02 + 0.015131, 1e-5);
    }

    [Fact]
    public void The_difference_is_that_of_the_two_accuracies() =>
        TwoAnswers.Sample((scores, others, truth) =>
            Math.Abs(PairedDifference.Of(scores, others, truth).Difference - (new HeadEvaluation(scores, truth).Accuracy - new HeadEvaluation(others, truth).Accuracy)) < 1e-9);

    [Fact]
    public void Exchanging_the_networks_turns_the_difference_round() =>
        TwoAnswers.Sample((scores, others, truth) =>
        {
            PairedDifference one = PairedDifference.Of(scores, others, truth), other = PairedDifference.Of(others, scores, truth);
            return one.Difference == -other.Difference && Math.Abs(one.DifferenceInterval.Low + other.DifferenceInterval.High) < 1e-12;
        });

    private static IEnumerable<float> Answering(int emotion) => Enumerable.Range(0, Emotions.Count).Select(i => i == emotion ? 1f : 0f);
}
