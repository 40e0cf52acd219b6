using System.Diagnostics;
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

        await StreamAsReadAsync(app, line, TimeSpan.FromSeconds(1));
        await using var machine = new MachineLateness();
        var asked = Stopwatch.GetTimestamp();
        await line.AskAsync("Begin");
        var beganAtMostMs = Stopwatch.GetElapsedTime(asked).TotalMilliseconds;
        var sent = await StreamAsReadAsync(app, line, TimeSpan.FromSeconds(6));
        await Eventually.HoldsAsync(() => line.Views.Any(v => v.Step == "session"), "The page is told that the baseline is complete.");
        var live = app.Services.GetRequiredService<SessionFeed>().Latest(patient.Session.Id).ShouldNotBeNull();
        var took = Stopwatch.GetElapsedTime(asked);
        await patient.PostAsync("/session/finish");

        live.State.ShouldBe(SessionState.Live);
        live.Emotions.ShouldNotBeNull();
        live.LastMinute.Count.ShouldBeInRange(5, Math.Min(60, (int)took.TotalSeconds + 1));
        live.ResultAgeMs.ShouldBeLessThan(1000 + machine.SumMs);
        var series = await SeriesAsync(app, patient);
        series.Frames.Count.ShouldBeInRange(sent / 2, sent);
        series.Frames.Count(f => f.Quality.IsValid()).ShouldBeGreaterThan(series.Frames.Count * 9 / 10);
        series.Frames.ShouldAllBe(f => f.TimeMs <= took.TotalMilliseconds);
        // Eight a second where frames come at their rate, and every frame where they come more rarely.
        series.Emotions.Count.ShouldBeInRange(sent / 7, 8 * (int)took.TotalSeconds + 12);
        series.Emotions.Count(e => e.Emotions is not null).ShouldBeGreaterThan(series.Emotions.Count * 9 / 10);
        var baseline = series.Baseline.ShouldNotBeNull();
        baseline.DurationMs.ShouldBe(1000);
        ((double)baseline.FromMs).ShouldBeInRange(0, beganAtMostMs);
        series.Gaps.ShouldBeEmpty();
        (await patient.Browser.ReadAsync("/session")).ShouldContain("notice-ended");
    }

    [Fact]
    public async Task Frames_that_are_no_pictures_are_counted_and_the_session_goes_on()
    {
        await using var app = await RunningApp.StartAsync(ShortBaseline, readsFaces: true);
        using var patient = await PatientSide.ReadyAsync(app);
        await using var line = await patient.ConnectAsync();
        await StreamAsReadAsync(app, line, TimeSpan.FromSeconds(0.5));
        await line.AskAsync("Begin");

        var good = CameraFrames.At(TimeSpan.Zero);
        byte[][] bad = ["no picture"u8.ToArray(), good[..(good.Length / 3)], new byte[130 * 1024], [], [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]];
        for (var i = 0; i < bad.Length; i++) await SendAsReadAsync(app, line, i * 100, bad[i]);
        for (var i = 0; i < 12; i++) await SendAsReadAsync(app, line, (bad.Length + i) * 100, good);
        await Eventually.HoldsAsync(async () => (await RowAsync(app, patient)).RefusedFrames == bad.Length, "What was refused is counted.");
        await patient.PostAsync("/session/finish");

        (await SeriesAsync(app, patient)).Frames.Count(f => f.Quality.IsValid()).ShouldBeGreaterThan(5);
        var row = await RowAsync(app, patient);
        row.RefusedFrames.ShouldBe(bad.Length);
        row.State.ShouldBe(SessionState.Ended);
    }

    /// <summary>Streams as a camera does, but each frame when the one before has been read: how fast this machine reads is not the matter here.</summary>
    private static async Task<int> StreamAsReadAsync(RunningApp app, Line line, TimeSpan length)
    {
        var began = Stopwatch.GetTimestamp();
        var sent = 0;
        while (Stopwatch.GetElapsedTime(began) < length)
        {
            await SendAsReadAsync(app, line, Stopwatch.GetTimestamp() * 1000.0 / Stopwatch.Frequency, CameraFrames.At(Stopwatch.GetElapsedTime(began)));
            var due = TimeSpan.FromMilliseconds(40 * ++sent) - Stopwatch.GetElapsedTime(began);
            if (due > TimeSpan.Zero) await Task.Delay(due, TestContext.Current.CancellationToken);
        }

        return sent;
    }

    private static async Task SendAsReadAsync(RunningApp app, Line line, double captureMs, byte[] frame)
    {
        var figures = app.Services.GetRequiredService<LoadFigures>();
        var before = Done();
        await line.FrameAsync(captureMs, frame);
        await Eventually.HoldsAsync(() => Done() > before, "The frame is read or refused.");
        return;

        long Done() => figures.Totals.Read + figures.Totals.Refused;
    }

    private static async Task<SessionRow> RowAsync(RunningApp app, PatientSide patient) =>
        (await app.Services.GetRequiredService<SessionSchedule>().FindAsync(patient.Scope, patient.Session.PublicId, TestContext.Current.CancellationToken)).ShouldNotBeNull();

    private static async Task<SessionSeries> SeriesAsync(RunningApp app, PatientSide patient)
    {
        await app.Services.GetRequiredService<SessionJournal>().FlushAsync(TestContext.Current.CancellationToken);
        return (await app.Services.GetRequiredService<SessionArchive>().SeriesAsync(patient.Scope, patient.Session.PublicId, TestContext.Current.CancellationToken)).ShouldNotBeNull();
    }
}
