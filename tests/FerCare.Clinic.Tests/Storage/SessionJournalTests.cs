using System.Threading.Channels;
using FerCare.Affect;
using FerCare.Clinic.Sessions;
using FerCare.Clinic.Storage;
using Microsoft.Data.Sqlite;

namespace FerCare.Clinic.Tests.Storage;

public sealed class SessionJournalTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_acknowledged_sample_is_stored_and_every_stored_one_acknowledged()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var session = await clinic.LiveAsync();
        var acknowledged = (Frames: 0, Emotions: 0, UpTo: 0L);
        clinic.Journal.Acknowledged += a => acknowledged = (acknowledged.Frames + a.Frames, acknowledged.Emotions + a.Emotions, Math.Max(acknowledged.UpTo, a.UpToTimeMs));
        for (var i = 0; i < 3_000; i++)
        {
            await clinic.Journal.AppendAsync(session.Id, ClinicOnDisk.Frame(i * 40), Cancel);
            if (i % 4 == 0) await clinic.Journal.AppendAsync(session.Id, ClinicOnDisk.Emotion(i * 40), Cancel);
        }

        await clinic.Journal.FlushAsync(Cancel);
        acknowledged.ShouldBe((3_000, 750, 2_999 * 40L));
        (await clinic.CountAsync("frame_samples")).ShouldBe(3_000);
        (await clinic.CountAsync("emotion_samples")).ShouldBe(750);
        clinic.Journal.Health.ShouldBe(new JournalHealth(3_750, 0, 0, TimeSpan.Zero, null));
        await clinic.Journal.StopAsync(Cancel);
    }

    [Fact]
    public async Task A_sample_is_on_disk_for_other_connections_when_its_acknowledgement_comes()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var session = await clinic.LiveAsync();
        var seen = new TaskCompletionSource<long>();
        clinic.Journal.Acknowledged += _ =>
        {
            using var connection = clinic.Database.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "SELECT count(*) FROM frame_samples;";
            seen.TrySetResult((long)command.ExecuteScalar()!);
        };
        clinic.Journal.TryAppend(session.Id, ClinicOnDisk.Frame(0)).ShouldBeTrue();
        (await seen.Task.WaitAsync(TimeSpan.FromSeconds(60), Cancel)).ShouldBe(1);
        await clinic.Journal.StopAsync(Cancel);
    }

    [Fact]
    public async Task Stopping_stores_what_is_waiting_and_then_takes_nothing_more()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync(journal: new JournalOptions { MaximumDelay = TimeSpan.FromMinutes(5) });
        var session = await clinic.LiveAsync();
        for (var i = 0; i < 700; i++) clinic.Journal.TryAppend(session.Id, ClinicOnDisk.Frame(i * 40)).ShouldBeTrue();
        await clinic.Journal.StopAsync(Cancel).WaitAsync(TimeSpan.FromSeconds(120), Cancel);
        (await clinic.CountAsync("frame_samples")).ShouldBe(700);
        clinic.Journal.TryAppend(session.Id, ClinicOnDisk.Frame(100_000)).ShouldBeFalse();
        await Should.ThrowAsync<ChannelClosedException>(async () => await clinic.Journal.AppendAsync(session.Id, ClinicOnDisk.Frame(100_000), Cancel));
    }

    [Fact]
    public async Task A_full_channel_refuses_and_counts_instead_of_growing()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync(journal: new JournalOptions { Capacity = 10 }, start: false);
        var session = await clinic.LiveAsync();
        for (var i = 0; i < 25; i++) clinic.Journal.TryAppend(session.Id, ClinicOnDisk.Frame(i)).ShouldBe(i < 10);
        clinic.Journal.Health.Refused.ShouldBe(15);
    }

    [Fact]
    public async Task A_sample_for_an_unknown_session_or_a_time_already_stored_does_not_hold_up_the_others()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var session = await clinic.LiveAsync();
        clinic.Journal.TryAppend(session.Id, ClinicOnDisk.Frame(0));
        clinic.Journal.TryAppend(999, ClinicOnDisk.Frame(0));
        clinic.Journal.TryAppend(session.Id, ClinicOnDisk.Frame(0) with { Quality = QualityIssue.NoFace });
        clinic.Journal.TryAppend(session.Id, ClinicOnDisk.Frame(40));
        await clinic.Journal.FlushAsync(Cancel);
        var health = clinic.Journal.Health;
        (health.Acknowledged, health.TurnedDown, health.Failure).ShouldBe((2, 2, null));
        (await clinic.Archive.SeriesAsync(session.Scope, session.PublicId, Cancel))!.Frames[0].Quality.ShouldBe(QualityIssue.None);
        await clinic.Journal.StopAsync(Cancel);
    }

    [Fact]
    public async Task A_database_that_cannot_be_written_is_told_and_retried_and_nothing_is_acknowledged_meanwhile()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync(journal: new JournalOptions { MaximumDelay = TimeSpan.FromMilliseconds(10), RetryAfter = TimeSpan.FromMilliseconds(20) });
        var session = await clinic.LiveAsync();
        Execute(clinic, "ALTER TABLE frame_samples RENAME TO away;");
        clinic.Journal.TryAppend(session.Id, ClinicOnDisk.Frame(0));
        await Until(() => clinic.Journal.Health.Failure is not null);
        clinic.Journal.Health.Acknowledged.ShouldBe(0);
        clinic.Journal.Health.Lag.ShouldBeGreaterThan(TimeSpan.Zero);

        Execute(clinic, "ALTER TABLE away RENAME TO frame_samples;");
        await Until(() => clinic.Journal.Health.Acknowledged == 1);
        clinic.Journal.Health.Failure.ShouldBeNull();
        (await clinic.CountAsync("frame_samples")).ShouldBe(1);
        await clinic.Journal.StopAsync(Cancel);
    }

    [Fact]
    public async Task A_second_process_cannot_write_beside_the_first()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        await using var other = await ClinicOnDisk.OpenAsync(clinic.Folder, start: false);
        await Should.ThrowAsync<DatabaseInUseException>(() => other.Journal.StartAsync(Cancel));
        await clinic.Journal.StopAsync(Cancel);
        await other.Journal.StartAsync(Cancel);
    }

    [Fact]
    public async Task A_session_that_was_live_when_the_process_died_waits_for_its_patient_with_the_gap_recorded_from_its_last_sample()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var session = await clinic.LiveAsync();
        for (var i = 0; i < 250; i++) clinic.Journal.TryAppend(session.Id, ClinicOnDisk.Frame(i * 40));
        await clinic.Journal.StopAsync(Cancel);

        await using var restarted = await ClinicOnDisk.OpenAsync(clinic.Folder);
        (await restarted.Schedule.FindAsync(session.Scope, session.PublicId, Cancel))!.State.ShouldBe(SessionState.Reconnecting);
        (await restarted.Schedule.EventsAsync(session.Scope, session.PublicId, Cancel))[^1].ShouldBe(
            new SessionEventRow(249 * 40, restarted.Clock.GetUtcNow(), SessionEventKind.ConnectionLost));
        (await restarted.Course.ReconnectAsync(session.Id, 60_000, Cancel)).ShouldBe(SessionState.Live);
        var series = (await restarted.Archive.SeriesAsync(session.Scope, session.PublicId, Cancel))!;
        series.Gaps.ShouldBe([new(249 * 40, 60_000)]);
    }

    [Fact]
    public async Task A_frame_takes_40_to_60_bytes_on_disk_and_a_classified_sample_about_40_at_most()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var sessions = new List<long>();
        for (var i = 0; i < 3; i++) sessions.Add((await clinic.LiveAsync("North", $"N-{i}")).Id);
        var random = new Random(7);
        const int Rounds = 8_000;
        var frames = await BytesAsync(async ms =>
        {
            var (left, right) = (0.25 + random.NextDouble() / 10, 0.25 + random.NextDouble() / 10);
            var pose = new HeadPose(random.NextDouble() * 20 - 10, random.NextDouble() * 10, random.NextDouble() * 6);
            var box = new FaceBox(200 + random.Next(60), 100 + random.Next(60), 180 + random.Next(9), 190 + random.Next(9));
            var sample = new FrameSample(ms, QualityIssue.None, box, left, right, pose, ms % 3 == 0 ? random.NextDouble() / 20 : null);
            foreach (var session in sessions) await clinic.Journal.AppendAsync(session, sample, Cancel);
        });
        var emotions = await BytesAsync(async ms =>
        {
            var sample = new EmotionSample(ms, QualityIssue.None, EmotionProbabilities.FromLogits([.. Enumerable.Range(0, 7).Select(_ => (float)random.NextDouble() * 3)]));
            foreach (var session in sessions) await clinic.Journal.AppendAsync(session, sample, Cancel);
        });
        TestContext.Current.TestOutputHelper?.WriteLine($"{frames:0.0} bytes a frame, {emotions:0.0} bytes a classified sample");
        frames.ShouldBeInRange(30, 60);
        emotions.ShouldBeInRange(15, 42);

        async Task<double> BytesAsync(Func<long, Task> append)
        {
            var before = Size(clinic);
            for (var i = 0; i < Rounds; i++) await append(600_000 + i * 40L);
            await clinic.Journal.FlushAsync(Cancel);
            return (Size(clinic) - before) / (double)(Rounds * sessions.Count);
        }
    }

    private static long Size(ClinicOnDisk clinic)
    {
        using var connection = clinic.Database.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size();";
        return (long)command.ExecuteScalar()!;
    }

    private static void Execute(ClinicOnDisk clinic, string sql)
    {
        using var connection = clinic.Database.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static async Task Until(Func<bool> reached)
    {
        for (var i = 0; i < 3_000 && !reached(); i++) await Task.Delay(20, Cancel);
        reached().ShouldBeTrue();
    }
}
