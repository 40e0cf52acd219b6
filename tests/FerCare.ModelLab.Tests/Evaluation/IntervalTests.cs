using CsCheck;
using FerCare.Affect;
using FerCare.ModelLab.Evaluation;

namespace FerCare.ModelLab.Tests.Evaluation;

public sealed class IntervalTests
{
    // Newcombe 1998, table I, method 3 (without continuity correction).
    [Theory]
    [InlineData(81, 263, 0.2553, 0.3662)]
    [InlineData(15, 148, 0.0624, 0.1605)]
    [InlineData(0, 20, 0.0000, 0.1611)]
    [InlineData(1, 29, 0.0061, 0.1718)]
    public void Wilsons_interval_agrees_with_the_published_examples(int right, int count, double low, double high)
    {
        var interval = Interval.OfShare(right, count);

        interval.Low.ShouldBe(low, 5e-5);
        interval.High.ShouldBe(high, 5e-5);
    }

    [Fact]
    public void The_interval_of_a_share_holds_the_share_and_stays_between_0_and_1() =>
        Gen.Int[1, 5000].SelectMany(n => Gen.Int[0, n].Select(k => (k, n))).Sample((k, n) =>
        {
            var interval = Interval.OfShare(k, n);
            return 0 <= interval.Low && interval.Low <= (double)k / n + 1e-12 && (double)k / n <= interval.High + 1e-12 && interval.High <= 1;
        });

    [Fact]
    public void With_equal_classes_the_balanced_interval_is_as_wide_as_that_of_a_stratified_share()
    {
        var matrix = new ConfusionMatrix();
        foreach (var emotion in Emotions.All)
            for (var i = 0; i < 100; i++) matrix.Add(emotion, i < 80 ? emotion : (Emotion)(((int)emotion + 1) % Emotions.Count));

        var interval = Interval.OfBalancedAccuracy(matrix);

        ((interval.High - interval.Low) / 2).ShouldBe(1.959964 * Math.Sqrt(0.8 * 0.2 / 700), 1e-9);
    }
}
