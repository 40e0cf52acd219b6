using FerCare.Affect;
using FerCare.Affect.Timeline;
using FerCare.Clinic.Sessions;
using FerCare.Clinic.Storage;
using FerCare.Web.Monitoring;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace FerCare.Web.Tests.Capture;

/// <summary>Real frames over a real line into the real reader, and back out of the database.</summary>
public sealed class StreamingTests
{
    private static void ShortBaseline(WebApplicationBuilder builder) => builder.Configuration["Capture:BaselineSeconds"] = "1";

    [Fact]
    public async Task A_streamed_session_can_be_read_back_as_its_timeline()
    {
        await using var app = await RunningApp.StartAsync(ShortBaseline, readsFaces: true);
        using var patient = await PatientSide.ReadyAsync(app);
        await using var line = await patient.ConnectAsync();

        await line.StreamAsync(TimeSpan.FromSeconds(1), CameraFrames.At);
        await line.AskAsync("Begin");
        var sent = await line.StreamAsync(TimeSpan.FromSeconds(6), CameraFrames.At);
        await Eventually.HoldsAsync(() => line.Views.Any(v => v.Step == "session"), "The page is told that the baseline is complete.");
        var live = app.Services.GetRequiredService<SessionFeed>().Latest(patient.Session.Id).ShouldNotBeNull();
        await patient.PostAsync("/session/finish");

        live.State.ShouldBe(SessionState.Live);
        live.Emotions.ShouldNotBeNull();
        live.LastMinute.Count.ShouldBeInRange(5, 9);
        live.ResultAgeMs.ShouldBeLessThan(1000);
        var series = await SeriesAsync(app, patient);
        series.Frames.Count.ShouldBeInRange(sent / 2, sent);
        series.Frames.Count(f => f.Quality.IsValid()).ShouldBeGreaterThan(series.Frames.Count * 9 / 10);
        series.Frames.ShouldAllBe(f => f.TimeMs < 15_000);
        series.Emotions.Count.ShouldBeInRange(20, 60);
        series.Emotions.Count(e => e.Emotions is not null).ShouldBeGreaterThan(series.Emotions.Count * 9 / 10);
        series.Baseline.ShouldBe(new TimeSpanMs(0, 1000));
        series.Gaps.ShouldBeEmpty();
        (await patient.Browser.ReadAsync("/session")).ShouldContain("notice-ended");
    }

    [Fact]
    public async Task Frames_that_are_no_pictures_are_counted_and_the_session_goes_on()
    {
        await using var app = await RunningApp.StartAsync(ShortBaseline, readsFaces: true);
        using var patient = await PatientSide.ReadyAsync(app);
        await using var line = await patient.ConnectAsync();
        await line.StreamAsync(TimeSpan.FromSeconds(0.5), CameraFrames.At);
        await line.AskAsync("Begin");

        var good = CameraFrames.At(TimeSpan.Zero);
        byte[][] bad = ["no picture"u8.ToArray(), good[..(good.Length / 3)], new byte[130 * 1024], [], [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]];
        for (var i = 0; i < bad.Length; i++)
        {
            await line.FrameAsync(i * 100, bad[i]);
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }

        await line.StreamAsync(TimeSpan.FromSeconds(1), CameraFrames.At);
        await patient.PostAsync("/session/finish");

        (await SeriesAsync(app, patient)).Frames.Count(f => f.Quality.IsValid()).ShouldBeGreaterThan(5);
        var row = await app.Services.GetRequiredService<SessionSchedule>().FindAsync(patient.Scope, patient.Session.PublicId, TestContext.Current.CancellationToken);
        row!.RefusedFrames.ShouldBe(bad.Length);
        row.State.ShouldBe(SessionState.Ended);
    }

    private static async Task<SessionSeries> SeriesAsync(RunningApp app, PatientSide patient)
    {
        await app.Services.GetRequiredService<SessionJournal>().FlushAsync(TestContext.Current.CancellationToken);
        return (await app.Services.GetRequiredService<SessionArchive>().SeriesAsync(patient.Scope, patient.Session.PublicId, TestContext.Current.CancellationToken)).ShouldNotBeNull();
    }
}
