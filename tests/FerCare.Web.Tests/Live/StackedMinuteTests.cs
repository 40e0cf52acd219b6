using FerCare.Affect;
using FerCare.Reports;
using FerCare.Web.Live;
using FerCare.Web.Monitoring;

namespace FerCare.Web.Tests.Live;

public sealed class StackedMinuteTests
{
    private static readonly EmotionProbabilities Calm = new(0, 0, 0, 0, 0, 0, 1), Glad = new(0, 0, 0, 1, 0, 0, 0);

    [Fact]
    public void The_minute_as_figures_is_the_mean_of_the_seconds_that_were_read_in_each_ten()
    {
        var parts = StackedMinute.Parts([new(8_000, Calm), new(9_000, null), new(10_000, Calm), new(11_000, Glad), new(12_000, null), new(20_000, null)]);

        parts.Select(p => p.FromMs).ShouldBe([0, 10_000, 20_000]);
        parts[0].Means.ShouldNotBeNull()[StackOf(Emotion.Neutral)].ShouldBe(1, 1e-6);
        parts[1].Means.ShouldNotBeNull()[StackOf(Emotion.Neutral)].ShouldBe(0.5, 1e-6);
        parts[1].Means.ShouldNotBeNull()[StackOf(Emotion.Happy)].ShouldBe(0.5, 1e-6);
        parts[2].Means.ShouldBeNull("Nothing was read.");
    }

    [Fact]
    public void Every_area_but_the_lowest_has_strokes_of_its_own() =>
        Emotions.All.Where(e => e != Emotion.Neutral).Select(StackedMinute.Strokes).Where(s => s.Length > 0).Distinct().Count().ShouldBe(6);

    private static int StackOf(Emotion emotion) => EmotionPalette.StackOrder.ToList().IndexOf(emotion);
}
