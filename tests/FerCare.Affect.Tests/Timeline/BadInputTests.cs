using System.Text.Json;
using CsCheck;
using FerCare.Affect.Signals;
using FerCare.Affect.Timeline;

namespace FerCare.Affect.Tests.Timeline;

/// <summary>What becomes of samples that no camera and no clock should give, but some do.</summary>
public sealed class BadInputTests
{
    private static readonly SyntheticSession usual = new() { Seconds = 150 };
    private static readonly SessionSeries good = usual.Build();

    private static FrameSample Frame(long t, double? eye = 0.3, double? path = null) => new(t, QualityIssue.None, null, eye, eye, null, path);

    private static SessionSeries Frames(params long[] times) => new([.. times.Select(t => Frame(t))], [], [], null, 0);

    private static string Signals(SessionSeries series) => JsonSerializer.Serialize(SessionSignals.Of(series, SignalOptions.Default));

    [Fact]
    public void Samples_that_arrive_out_of_order_give_the_signals_of_those_in_order() => Gen.Int[1, 1000].Sample(seed =>
    {
        var random = new Random(seed);
        var frames = good.Frames.ToArray();
        var emotions = good.Emotions.ToArray();
        for (var i = 0; i + 20 < frames.Length; i += 20) random.Shuffle(frames.AsSpan(i, 20));
        for (var i = 0; i + 6 < emotions.Length; i += 6) random.Shuffle(emotions.AsSpan(i, 6));
        var series = new SessionSeries(frames, emotions, [], good.Baseline, good.DurationMs);
        series.LeftOut.ShouldBe(0);
        Signals(series).ShouldBe(Signals(good));
    }, iter: 5);

    [Fact]
    public void Samples_that_come_twice_count_once()
    {
        var series = new SessionSeries([.. good.Frames.SelectMany(f => new[] { f, f })], [.. good.Emotions.SelectMany(e => new[] { e, e })], [], good.Baseline, good.DurationMs);
        series.LeftOut.ShouldBe(good.Frames.Count + good.Emotions.Count);
        Signals(series).ShouldBe(Signals(good));
    }

    [Fact]
    public void Of_two_different_samples_at_one_moment_the_first_stays()
    {
        var series = new SessionSeries([Frame(0), Frame(33, 0.3), Frame(33, 0.1), Frame(66)], [], [], null, 0);
        series.Frames.Select(f => f.LeftEye).ShouldBe([0.3, 0.3, 0.3]);
    }

    [Fact]
    public void A_single_moment_of_a_wrong_clock_is_left_out()
    {
        Frames(0, 33, 3_600_000, 66, 100).Frames.Select(f => f.TimeMs).ShouldBe([0, 33, 66, 100]);
        Frames(100_000, 100_033, 5, 100_066).Frames.Select(f => f.TimeMs).ShouldBe([100_000, 100_033, 100_066]);
        Frames(-5, 0, 33).Frames.Select(f => f.TimeMs).ShouldBe([0, 33]);
    }

    [Fact]
    public void A_clock_that_jumps_back_loses_the_shorter_of_the_two_versions_of_that_time()
    {
        FrameSample[] jumped = [.. good.Frames.Select(f => f.TimeMs < 100_000 ? f : f with { TimeMs = f.TimeMs - 20_000 })];
        var series = new SessionSeries(jumped, good.Emotions, [], good.Baseline, 130_000);
        for (var i = 1; i < series.Frames.Count; i++) series.Frames[i].TimeMs.ShouldBeGreaterThan(series.Frames[i - 1].TimeMs);
        series.LeftOut.ShouldBeInRange(595, 605);
        Coverage.Of(series).ValidShare.ShouldBeGreaterThan(0.85);
    }

    [Fact]
    public void A_clock_that_jumps_ahead_for_good_leaves_a_hole_that_lowers_coverage()
    {
        FrameSample[] jumped = [.. good.Frames.Select(f => f.TimeMs < 75_000 ? f : f with { TimeMs = f.TimeMs + 150_000 })];
        var series = new SessionSeries(jumped, [], [], good.Baseline, 0);
        series.LeftOut.ShouldBe(0);
        Coverage.Of(series).ValidShare.ShouldBe(0.5, 0.01);
    }

    [Fact]
    public void A_time_of_years_does_not_make_a_session_of_years() => Frames(0, 33, long.MaxValue, 66).DurationMs.ShouldBe(66);

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(-0.2)]
    [InlineData(7.5)]
    public void A_figure_that_no_face_can_have_is_taken_out_and_the_frame_stays(double eye)
    {
        var series = new SessionSeries([Frame(0), Frame(33, eye, double.NaN), Frame(66)], [], [], null, 0);
        series.Frames.Count.ShouldBe(3);
        (series.Frames[1].EyeAspectRatio, series.Frames[1].Displacement).ShouldBe((null, null));
    }

    [Fact]
    public void Scattered_figures_that_are_no_numbers_change_the_signals_little()
    {
        FrameSample[] spoiled = [.. good.Frames.Select((f, i) => i % 50 == 7 ? f with { LeftEye = double.NaN, Displacement = double.NegativeInfinity } : f)];
        var (before, now) = (SessionSignals.Of(good, SignalOptions.Default), SessionSignals.Of(new(spoiled, good.Emotions, [], good.Baseline, good.DurationMs), SignalOptions.Default));
        now.EyeOpening.Value!.Value.ShouldBe(before.EyeOpening.Value!.Value, 0.005);
        now.BlinkRate.Value!.Value.ShouldBe(before.BlinkRate.Value!.Value, before.BlinkRate.Value!.Value * 0.35);
    }

    [Fact]
    public void Any_times_and_figures_at_all_give_signals_or_reasons_but_never_an_error() =>
        Gen.Select(Gen.Long[-10_000, 400_000], Gen.Double, Gen.Double, Gen.Int[0, 511]).Array[0, 400].Sample(made =>
        {
            FrameSample[] frames = [.. made.Select(m => new FrameSample(m.Item1, (QualityIssue)(m.Item4 > 255 ? 0 : m.Item4), null, m.Item2, m.Item2, null, m.Item3))];
            EmotionSample[] emotions = [.. made.Select(m => new EmotionSample(m.Item1, QualityIssue.None, SyntheticSession.Expression(happy: 0.5)))];
            var signals = SessionSignals.Of(new(frames, emotions, [new(5_000, 9_000)], new(0, 3_000), 200_000), SignalOptions.Default);
            SignalKinds.All.ShouldAllBe(kind => signals[kind].Value != null || signals[kind].WithheldBecause != null);
        }, iter: 60);
}
