using System.Diagnostics;
using FerCare.Clinic.Audit;
using FerCare.Clinic.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace FerCare.Bench;

/// <summary>How long the inspection of a large audit trail takes. The trail is made up and lies in a temporary folder.</summary>
internal static class AuditBench
{
    /// <summary>Records where nothing else is asked for: years of a busy clinic.</summary>
    public const int DefaultRecords = 1_000_000;

    /// <summary>Fills a trail, inspects it and says how long that took; whether it was found whole.</summary>
    public static async Task<bool> RunAsync(int records, TextWriter output)
    {
        var folder = Directory.CreateTempSubdirectory("fercare-bench-");
        try
        {
            await using var services = new ServiceCollection().AddClinic(Path.Combine(folder.FullName, "clinic.db")).BuildServiceProvider();
            await ClinicStorage.MigrateAsync(services);
            Fill(services, records);
            var (clock, processor) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime);
            var verdict = services.GetRequiredService<AuditInspection>().Inspect();
            var used = Environment.CpuUsage.TotalTime - processor;
            await output.WriteLineAsync(verdict.Words);
            await output.WriteLineAsync($"{records} records: {clock.Elapsed.TotalSeconds:0.0} s by the clock, {used.TotalSeconds:0.0} s of processor time, .NET {Environment.Version}, {Environment.ProcessorCount} cores.");
            return verdict.State == AuditState.Whole;
        }
        finally
        {
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
            folder.Delete(recursive: true);
        }
    }

    private static void Fill(ServiceProvider services, int records)
    {
        var key = services.GetRequiredService<AuditKey>().Value;
        var staff = Enumerable.Range(0, 50).Select(_ => Guid.NewGuid()).ToArray();
        var patients = Enumerable.Range(0, 500).Select(_ => Guid.NewGuid().ToString("N")).ToArray();
        using var connection = services.GetRequiredService<ClinicDatabase>().Open();
        using var change = connection.BeginTransaction();
        using var command = connection.CreateCommand();
        command.CommandText = """
            INSERT INTO audit_records (Id, At, Action, ActorId, ActorName, SubjectKind, SubjectId, Pseudonym, Detail, Previous, Seal)
            VALUES ($id, $at, $action, $actor, $name, $kind, $subject, $pseudonym, NULL, $previous, $seal);
            """;
        foreach (var name in (string[])["$id", "$at", "$action", "$actor", "$name", "$kind", "$subject", "$pseudonym", "$previous", "$seal"]) command.Parameters.AddWithValue(name, DBNull.Value);
        var end = AuditHead.Start;
        var began = new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero).UtcTicks;
        for (var i = 1; i <= records; i++)
        {
            var content = new AuditContent(began + (i * TimeSpan.TicksPerMinute), nameof(AuditAction.ViewSession), staff[i % staff.Length], $"Clinician {i % staff.Length}", "session",
                Guid.NewGuid().ToString(), patients[i % patients.Length], null);
            var seal = AuditSeal.Of(key, end.Seal, content);
            object[] values = [i, content.At, content.Action, content.ActorId!.Value.ToString().ToUpperInvariant(), content.ActorName, content.SubjectKind, content.SubjectId, content.Pseudonym!, end.Seal, seal];
            for (var p = 0; p < values.Length; p++) command.Parameters[p].Value = values[p];
            command.ExecuteNonQuery();
            end = new AuditHead(i, seal);
        }

        change.Commit();
        services.GetRequiredService<AuditAnchor>().Advance(end);
    }
}
