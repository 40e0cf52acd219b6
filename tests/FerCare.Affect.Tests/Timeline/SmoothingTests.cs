using FerCare.Affect.Timeline;
using static FerCare.Samples.SyntheticSession;

namespace FerCare.Affect.Tests.Timeline;

public sealed class SmoothingTests
{
    private static EmotionSample Sample(long t, EmotionProbabilities? emotions) => new(t, emotions is null ? QualityIssue.NoFace : QualityIssue.None, emotions);

    [Theory]
    [InlineData(50)]
    [InlineData(100)]
    [InlineData(200)]
    public void After_one_time_constant_63_percent_of_a_change_is_shown_at_every_sample_rate(int stepMs)
    {
        var smoothing = new Smoothing(timeConstantSeconds: 1);
        smoothing.Next(Sample(0, Expression(happy: 0)));
        double shown = 0;
        for (var t = stepMs; t <= 1000; t += stepMs) shown = smoothing.Next(Sample(t, Expression(happy: 1)))![Emotion.Happy];
        shown.ShouldBe(1 - Math.Exp(-1), 0.001);
    }

    [Fact]
    public void No_face_is_never_bridged_with_the_last_expression() =>
        Smoothing.Of([Sample(0, Expression(happy: 1)), Sample(100, null), Sample(200, Expression(happy: 1))])[1].Emotions.ShouldBeNull();

    [Fact]
    public void After_a_long_break_the_past_is_forgotten() =>
        Smoothing.Of([Sample(0, Expression(happy: 1)), Sample(5000, Expression(sad: 1))])[1].Emotions![Emotion.Sad].ShouldBe(1, 1e-6);

    [Fact]
    public void The_shown_label_waits_for_the_dwell_time()
    {
        var label = new ShownLabel();
        label.Next(0, Expression()).ShouldBeNull();
        label.Next(1000, Expression()).ShouldBe(Emotion.Neutral);
        label.Next(1100, Expression(happy: 0.9)).ShouldBe(Emotion.Neutral);
        label.Next(2000, Expression(happy: 0.9)).ShouldBe(Emotion.Neutral);
        label.Next(2100, Expression(happy: 0.9)).ShouldBe(Emotion.Happy);
    }

    [Fact]
    public void A_short_flicker_never_reaches_the_screen()
    {
        var label = new ShownLabel();
        for (var t = 0; t <= 2000; t += 100) label.Next(t, Expression());
        label.Next(2100, Expression(fear: 0.9));
        label.Next(2200, Expression());
        for (var t = 2300; t <= 3050; t += 100) label.Next(t, Expression(fear: 0.9)).ShouldBe(Emotion.Neutral);
    }

    [Fact]
    public void The_shown_label_vanishes_with_the_face()
    {
        var label = new ShownLabel();
        label.Next(0, Expression());
        label.Next(1500, Expression()).ShouldBe(Emotion.Neutral);
        label.Next(1600, null).ShouldBeNull();
        label.Next(1700, Expression()).ShouldBeNull();
    }
}
