using FerCare.Affect;
using FerCare.Affect.Timeline;
using FerCare.Clinic.Storage;

namespace FerCare.Clinic.Tests.Storage;

public sealed class SessionArchiveTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Samples_come_back_within_a_step_of_their_storage_and_missing_figures_stay_missing()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var session = await clinic.LiveAsync();
        var frame = ClinicOnDisk.Frame(40);
        var nobody = new FrameSample(80, QualityIssue.NoFace | QualityIssue.TooDark, null, null, null, null, null);
        clinic.Journal.TryAppend(session.Id, frame);
        clinic.Journal.TryAppend(session.Id, nobody);
        clinic.Journal.TryAppend(session.Id, ClinicOnDisk.Emotion(40));
        clinic.Journal.TryAppend(session.Id, new EmotionSample(80, QualityIssue.NoFace, null));
        await clinic.Journal.FlushAsync(Cancel);

        var series = (await clinic.Archive.SeriesAsync(session.Scope, session.PublicId, Cancel))!;
        series.Frames[0].ShouldBe(frame);
        series.Frames[1].ShouldBe(nobody);
        foreach (var emotion in Emotions.All) series.Emotions[0].Emotions![emotion].ShouldBe(ClinicOnDisk.Emotion(40).Emotions![emotion], 1 / 255.0);
        series.Emotions[1].ShouldBe(new EmotionSample(80, QualityIssue.NoFace, null));
        (series.DurationMs, series.Baseline, series.Gaps.Count).ShouldBe((80, null, 0));
    }

    [Fact]
    public async Task Pauses_hidden_pages_and_lost_connections_are_the_gaps_and_the_baseline_is_where_it_was()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var session = await clinic.LiveAsync();
        await clinic.Course.BaselineStartedAsync(session.Id, 1_000, Cancel);
        await clinic.Course.BaselineEndedAsync(session.Id, 31_000, Cancel);
        await clinic.Course.PauseAsync(session.Id, 40_000, Cancel);
        await clinic.Course.ResumeAsync(session.Id, 50_000, Cancel);
        await clinic.Course.HideAsync(session.Id, 60_000, Cancel);
        await clinic.Course.ShowAsync(session.Id, 62_000, Cancel);
        await clinic.Course.LoseConnectionAsync(session.Id, 70_000, Cancel);
        await clinic.Course.EndAsync(session.Id, 90_000, Cancel);
        var series = (await clinic.Archive.SeriesAsync(session.Scope, session.PublicId, Cancel))!;
        series.Gaps.ShouldBe([new(40_000, 50_000), new(60_000, 62_000), new(70_000, 90_000)]);
        series.Baseline.ShouldBe(new TimeSpanMs(1_000, 31_000));
        series.DurationMs.ShouldBe(90_000);
    }

    [Theory]
    [InlineData(2_000, 1_000, 60)]
    [InlineData(60, 1_000, 60)]
    [InlineData(59, 10_000, 6)]
    [InlineData(3, 20_000, 3)]
    public async Task A_chart_gets_the_finest_tier_that_is_not_too_many_points(int maxPoints, long widthMs, int bins)
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var session = await MinuteAsync(clinic, concluded: true);
        var tier = (await clinic.Archive.TiersAsync(session.Scope, session.PublicId, maxPoints, Cancel))!;
        (tier.WidthMs, tier.Bins.Count).ShouldBe((widthMs, bins));
    }

    [Theory]
    [InlineData(0, 60_000, 20, 10_000, 6)]
    [InlineData(15_000, 30_000, 20, 1_000, 15)]
    [InlineData(15_500, 30_500, 20, 1_000, 16)]
    [InlineData(15_500, 30_500, 15, 10_000, 3)]
    public async Task A_stretch_that_is_looked_at_closely_gets_the_finest_tier_that_is_not_too_many_points(long fromMs, long toMs, int maxPoints, long widthMs, int bins)
    {
        foreach (var concluded in (bool[])[true, false])
        {
            await using var clinic = await ClinicOnDisk.OpenAsync();
            var session = await MinuteAsync(clinic, concluded);
            var tier = (await clinic.Archive.TiersAsync(session.Scope, session.PublicId, new TimeSpanMs(fromMs, toMs), maxPoints, Cancel))!;
            (tier.WidthMs, tier.Bins.Count).ShouldBe((widthMs, bins));
            tier.Bins.ShouldAllBe(b => b.Span.OverlapMs(new TimeSpanMs(fromMs, toMs)) > 0);
        }
    }

    [Fact]
    public async Task A_roll_up_is_what_the_samples_give_and_keeps_the_gap()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var session = await MinuteAsync(clinic, concluded: true);
        var stored = (await clinic.Archive.TiersAsync(session.Scope, session.PublicId, cancel: Cancel))!.Bins;
        var made = EmotionBins.OfWidth((await clinic.Archive.SeriesAsync(session.Scope, session.PublicId, Cancel))!, 1_000);
        stored.Select(b => b.Span).ShouldBe(made.Select(b => b.Span));
        foreach (var (kept, fresh) in stored.Zip(made))
        {
            (kept.Mean is null).ShouldBe(fresh.Mean is null);
            if (fresh.Mean is not null) kept.Mean![Emotion.Happy].ShouldBe(fresh.Mean[Emotion.Happy], 1 / 255.0);
            kept.ValidShare.ShouldBe(fresh.ValidShare, 1 / 255.0);
            kept.GapShare.ShouldBe(fresh.GapShare, 1 / 255.0);
            kept.LeadingIssue.ShouldBe(fresh.LeadingIssue);
        }

        stored[25].Mean.ShouldBeNull();
        stored[25].GapShare.ShouldBe(1);
    }

    [Fact]
    public async Task A_session_under_way_has_a_timeline_too()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var session = await MinuteAsync(clinic, concluded: false);
        var tier = (await clinic.Archive.TiersAsync(session.Scope, session.PublicId, cancel: Cancel))!;
        tier.WidthMs.ShouldBe(1_000);
        tier.Bins[5].Mean.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_consent_taken_back_long_after_the_end_does_not_lengthen_the_session()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var session = await MinuteAsync(clinic, concluded: true);
        clinic.Clock.Advance(TimeSpan.FromDays(20));
        await clinic.Consents.WithdrawAsync(session.Id, cancel: Cancel);
        (await clinic.Archive.SeriesAsync(session.Scope, session.PublicId, Cancel))!.DurationMs.ShouldBe(60_000);
    }

    [Fact]
    public async Task More_points_than_a_chart_can_bear_are_refused()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var session = await clinic.PlannedAsync();
        await Should.ThrowAsync<ArgumentOutOfRangeException>(() => clinic.Archive.TiersAsync(session.Scope, session.PublicId, SessionArchive.MostPoints + 1, Cancel));
    }

    private static async Task<ClinicOnDisk.Planned> MinuteAsync(ClinicOnDisk clinic, bool concluded)
    {
        var session = await clinic.LiveAsync();
        for (var ms = 0L; ms < 60_000; ms += 40)
        {
            if (ms is >= 20_000 and < 30_000) continue;
            await clinic.Journal.AppendAsync(session.Id, ClinicOnDisk.Frame(ms), Cancel);
            if (ms % 160 == 0) await clinic.Journal.AppendAsync(session.Id, ClinicOnDisk.Emotion(ms), Cancel);
        }

        await clinic.Course.PauseAsync(session.Id, 20_000, Cancel);
        await clinic.Course.ResumeAsync(session.Id, 30_000, Cancel);
        await clinic.Journal.FlushAsync(Cancel);
        if (!concluded) return session;
        await clinic.Course.EndAsync(session.Id, 60_000, Cancel);
        await clinic.Assessment.ConcludeAsync(session.Id, Cancel);
        return session;
    }
}
