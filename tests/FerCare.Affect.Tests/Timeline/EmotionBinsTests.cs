using CsCheck;
using FerCare.Affect.Timeline;

namespace FerCare.Affect.Tests.Timeline;

public sealed class EmotionBinsTests
{
    [Fact]
    public void Bins_are_equal_and_cover_the_session_without_holes() => Gen.Select(Gen.Int[1, 300], Gen.Long[1, 100_000]).Sample((count, duration) =>
    {
        var bins = EmotionBins.Of(new([], [], [], null, duration), count);
        bins.Count.ShouldBe(count);
        bins[0].Span.FromMs.ShouldBe(0);
        bins[^1].Span.ToMs.ShouldBe(duration);
        for (var i = 1; i < count; i++) bins[i].Span.FromMs.ShouldBe(bins[i - 1].Span.ToMs);
        (bins.Max(b => b.Span.DurationMs) - bins.Min(b => b.Span.DurationMs)).ShouldBeLessThanOrEqualTo(1);
    }, iter: 100);

    [Fact]
    public void A_pause_is_drawn_as_a_gap_and_nothing_is_bridged()
    {
        var bins = EmotionBins.OfWidth(new SyntheticSession { Seconds = 60, Gaps = [new(20_000, 40_000)] }.Build(), 1000);
        bins.Count.ShouldBe(60);
        bins.Where(b => b.Mean is null).Select(b => b.Span.FromMs / 1000).ShouldBe(Enumerable.Range(20, 20).Select(i => (long)i));
        bins[30].GapShare.ShouldBe(1);
        bins[10].GapShare.ShouldBe(0);
    }

    [Fact]
    public void A_minute_without_a_face_has_no_emotions_and_says_why()
    {
        var bins = EmotionBins.OfWidth(new SyntheticSession { Seconds = 120, NoFace = [new(30_000, 90_000)] }.Build(), 10_000);
        bins[5].Mean.ShouldBeNull();
        bins[5].ValidShare.ShouldBe(0);
        bins[5].LeadingIssue.ShouldBe(QualityIssue.NoFace);
        bins[0].LeadingIssue.ShouldBe(QualityIssue.None);
    }

    [Fact]
    public void Bins_finer_than_the_samples_still_have_no_holes() =>
        EmotionBins.Of(new SyntheticSession { Seconds = 30, EmotionsPerSecond = 5 }.Build(), 600).ShouldAllBe(b => b.Mean != null);

    [Fact]
    public void A_bin_holds_the_time_weighted_mean()
    {
        EmotionSample[] samples = [new(0, QualityIssue.None, SyntheticSession.Expression(happy: 1)), new(300, QualityIssue.None, SyntheticSession.Expression(happy: 0))];
        EmotionBins.Of(new([], samples, [], null, 400), 1)[0].Mean![Emotion.Happy].ShouldBe(0.75f, 1e-5f);
    }

    [Fact]
    public void The_last_bin_of_a_given_width_may_be_shorter() =>
        EmotionBins.OfWidth(new([], [], [], null, 2500), 1000).Select(b => b.Span.DurationMs).ShouldBe([1000, 1000, 500]);

    [Fact]
    public void Parts_put_together_are_what_wider_parts_of_the_same_session_are()
    {
        var series = new SyntheticSession { Seconds = 605, NoFace = [new(40_000, 100_000)], Gaps = [new(200_000, 260_000)] }.Build();
        var joined = EmotionBins.Joined(EmotionBins.OfWidth(series, 10_000), 2);
        var wide = EmotionBins.OfWidth(series, 20_000);

        joined.Select(b => b.Span).ShouldBe(wide.Select(b => b.Span));
        foreach (var (made, expected) in joined.Zip(wide))
        {
            (made.Mean is null).ShouldBe(expected.Mean is null);
            if (expected.Mean is { } mean) foreach (var emotion in Enum.GetValues<Emotion>()) made.Mean![emotion].ShouldBe(mean[emotion], 0.01);
            made.ValidShare.ShouldBe(expected.ValidShare, 1e-9);
            made.GapShare.ShouldBe(expected.GapShare, 1e-9);
            made.LeadingIssue.ShouldBe(expected.LeadingIssue);
        }

        joined.ShouldContain(b => b.Mean == null && b.LeadingIssue == QualityIssue.NoFace);
        Should.Throw<ArgumentOutOfRangeException>(() => EmotionBins.Joined(wide, 0));
    }

    [Fact]
    public void Parts_put_together_have_no_mean_where_most_of_them_have_none()
    {
        EmotionBin Part(int at, EmotionProbabilities? mean) => new(new TimeSpanMs(at * 1000L, (at + 1) * 1000L), mean, mean is null ? 0 : 1, mean is null ? 1 : 0, QualityIssue.None);
        var seen = SyntheticSession.Expression(happy: 1);

        EmotionBins.Joined([Part(0, seen), Part(1, null), Part(2, null)], 3)[0].Mean.ShouldBeNull();
        EmotionBins.Joined([Part(0, seen), Part(1, null)], 2)[0].Mean.ShouldBe(seen);
    }
}
