using System.Diagnostics;
using FerCare.Clinic.Sessions;

namespace FerCare.Clinic.Tests.Storage;

public sealed class KilledWriterTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_process_killed_while_it_writes_loses_nothing_it_acknowledged_and_the_next_start_recovers()
    {
        await using var keeper = await ClinicOnDisk.OpenAsync(start: false);
        var patient = await keeper.PlannedAsync();
        for (var round = 0; round < 4; round++)
        {
            var session = await keeper.PlannedAsync(patient.Scope, patient.PatientId);
            var (rows, upTo) = await WriteUntilKilledAsync(keeper, session.Id, acknowledgements: 2 + round * 3);

            await using var restarted = await ClinicOnDisk.OpenAsync(keeper.Folder, start: false);
            var series = (await restarted.Archive.SeriesAsync(session.Scope, session.PublicId, Cancel))!;
            (series.Frames.Count + series.Emotions.Count).ShouldBeGreaterThanOrEqualTo(rows);
            series.Frames.Count(f => f.TimeMs <= upTo).ShouldBe((int)(upTo / 40) + 1);
            series.Emotions.Count(e => e.TimeMs <= upTo).ShouldBe((int)(upTo / 160) + 1);
            series.Frames.Select(f => f.TimeMs).ShouldBe(Enumerable.Range(0, series.Frames.Count).Select(i => i * 40L));
            IntegrityOf(restarted).ShouldBe("ok");
        }
    }

    [Fact]
    public async Task After_a_kill_the_session_waits_for_its_patient()
    {
        await using var keeper = await ClinicOnDisk.OpenAsync(start: false);
        var session = await keeper.PlannedAsync();
        await WriteUntilKilledAsync(keeper, session.Id, acknowledgements: 2, beforeKill: () => keeper.BeginAsync(session));
        await using var restarted = await ClinicOnDisk.OpenAsync(keeper.Folder);
        (await restarted.Course.OwnAsync(session.Id, Cancel))!.State.ShouldBe(SessionState.Reconnecting);
        var last = (await restarted.Archive.SeriesAsync(session.Scope, session.PublicId, Cancel))!.Frames[^1].TimeMs;
        (await restarted.Course.OwnAsync(session.Id, Cancel))!.LastEventMs.ShouldBe(last);
    }

    /// <summary>Rows and latest time that the process had acknowledged before it was killed.</summary>
    private static async Task<(int Rows, long UpToMs)> WriteUntilKilledAsync(ClinicOnDisk clinic, long sessionId, int acknowledgements, Func<Task>? beforeKill = null)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, UseShellExecute = false };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet") start.ArgumentList.Add(typeof(KilledWriterTests).Assembly.Location);
        start.Environment[WriterToBeKilled.Database] = clinic.Database.Path;
        start.Environment[WriterToBeKilled.Session] = sessionId.ToString();
        // One that never rests takes the database again before anybody else gets to it.
        if (beforeKill is not null) start.Environment[WriterToBeKilled.Rest] = "20";
        using var writer = Process.Start(start)!;
        var (rows, upTo, lines) = (0, 0L, 0);
        try
        {
            while (await writer.StandardOutput.ReadLineAsync(Cancel).AsTask().WaitAsync(TimeSpan.FromSeconds(60), Cancel) is { } line)
            {
                var figures = line.Split(' ');
                rows += int.Parse(figures[0]);
                upTo = Math.Max(upTo, long.Parse(figures[1]));
                if (++lines != acknowledgements) continue;
                if (beforeKill is not null) await beforeKill();
                writer.Kill();
            }
        }
        finally
        {
            if (!writer.HasExited) writer.Kill();
        }

        await writer.WaitForExitAsync(Cancel);
        lines.ShouldBeGreaterThanOrEqualTo(acknowledgements, "the writing process ended by itself");
        return (rows, upTo);
    }

    private static string IntegrityOf(ClinicOnDisk clinic)
    {
        using var connection = clinic.Database.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA integrity_check;";
        return (string)command.ExecuteScalar()!;
    }
}
