using FerCare.Affect;
using FerCare.Affect.Timeline;
using FerCare.Clinic.Storage;
using FerCare.Vision;
using FerCare.Web.Monitoring;
using FerCare.Web.Shell;
using FerCare.Web.Tests.Capture;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace FerCare.Web.Tests.Faults;

/// <summary>Samples that find no room because the database does not take them in time.</summary>
public sealed class FullJournalTests
{
    private const long NoSession = 999_999;
    private static readonly byte[] Frame = [1, 2, 3];
    private static readonly FaceReading Nobody = new() { Width = 640, Height = 480, Faces = 0, Quality = QualityIssue.NoFace };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Frames_that_find_no_room_leave_one_gap_in_the_record()
    {
        await using var app = await RunningApp.StartAsync(builder =>
        {
            builder.Services.AddSingleton(new JournalOptions { Capacity = 1_000, RetryAfter = TimeSpan.FromMilliseconds(50) });
            builder.Services.AddSingleton<OpenReaders>(() => new OpenReader((_, _, classify, _) => Nobody with { Classified = classify }, null));
        });
        using var patient = await PatientSide.ReadyAsync(app);
        await using var line = await patient.ConnectAsync();
        await line.AskAsync("Begin");
        var journal = app.Services.GetRequiredService<SessionJournal>();
        await StreamUntilAsync(line, async () => (await SeriesAsync(app, patient)).Frames.Count > 0, "The first frames are stored.");

        Execute(app, "ALTER TABLE frame_samples RENAME TO away;");
        journal.TryAppend(NoSession, Sample(20_000));
        await Eventually.HoldsAsync(() => journal.Health.Failure is not null, "The journal fails.");
        for (var ms = 0L; journal.TryAppend(NoSession, Sample(ms)); ms++) ms.ShouldBeLessThan(10_000, "The journal gets full.");
        var full = journal.Health.Refused;
        await StreamUntilAsync(line, () => Task.FromResult(journal.Health.Refused > full), "A frame finds no room.");

        Execute(app, "ALTER TABLE away RENAME TO frame_samples;");
        await Eventually.HoldsAsync(() => journal.Health.Failure is null, "It stores again.");
        await StreamUntilAsync(line, async () => (await SeriesAsync(app, patient)) is { Gaps: [var closed, ..] } now && now.Frames.Any(f => f.TimeMs >= closed.ToMs), "The gap has an end.");
        await patient.PostAsync("/session/finish");

        var series = await SeriesAsync(app, patient);
        var gap = series.Gaps.ShouldHaveSingleItem();
        gap.DurationMs.ShouldBeGreaterThan(0);
        series.Frames.ShouldContain(f => f.TimeMs <= gap.FromMs);
        series.Frames.ShouldNotContain(f => f.TimeMs > gap.FromMs && f.TimeMs < gap.ToMs);
    }

    [Fact]
    public async Task Samples_lost_lately_make_the_server_not_ready()
    {
        await using var app = await RunningApp.StartAsync();
        var clock = new FakeTimeProvider();
        using var journal = new SessionJournal(app.Services.GetRequiredService<ClinicDatabase>(), app.Services.GetRequiredService<InterruptedSessions>(), clock, NullLogger<SessionJournal>.Instance, new JournalOptions { Capacity = 1 });
        var health = new WriterHealth(journal, new HealthOptions());
        journal.TryAppend(NoSession, Sample(0)).ShouldBeTrue();
        (await health.CheckHealthAsync(new HealthCheckContext(), Cancel)).Status.ShouldBe(HealthStatus.Healthy);

        journal.TryAppend(NoSession, Sample(40)).ShouldBeFalse();
        clock.Advance(TimeSpan.FromSeconds(5));
        var lost = await health.CheckHealthAsync(new HealthCheckContext(), Cancel);
        clock.Advance(TimeSpan.FromMinutes(1));
        var later = await health.CheckHealthAsync(new HealthCheckContext(), Cancel);

        (lost.Status, lost.Description).ShouldBe((HealthStatus.Unhealthy, "Samples of sessions are lost, the last 5 s ago: they come faster than they can be stored."));
        later.Status.ShouldBe(HealthStatus.Healthy);
    }

    private static FrameSample Sample(long ms) => new(ms, QualityIssue.NoFace, null, null, null, null, null);

    private static async Task StreamUntilAsync(Line line, Func<Task<bool>> holds, string what)
    {
        for (var i = 0; i < 120; i++)
        {
            await line.StreamAsync(TimeSpan.FromSeconds(0.5), _ => Frame);
            if (await holds()) return;
        }

        (await holds()).ShouldBeTrue(what);
    }

    private static async Task<SessionSeries> SeriesAsync(RunningApp app, PatientSide patient)
    {
        await app.Services.GetRequiredService<SessionJournal>().FlushAsync(Cancel);
        return (await app.Services.GetRequiredService<SessionArchive>().SeriesAsync(patient.Scope, patient.Session.PublicId, Cancel)).ShouldNotBeNull();
    }

    private static void Execute(RunningApp app, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={app.Services.GetRequiredService<ClinicDatabase>().Path};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
