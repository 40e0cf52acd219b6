using FerCare.Clinic.Sealing;
using FerCare.Clinic.Sessions;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace FerCare.Clinic.Storage;

/// <summary>
/// Deletes the rows of patients who are erased without holding the database for long, however many hours were recorded. In the short change that erases
/// a patient their name goes, and everything that is told of them or waits for them. Their sessions stay with the series, which nobody reaches
/// any more, and go in slices, each a transaction of its own: whoever writes meanwhile gets a turn, and what is done stays done if the process is killed.
/// </summary>
public sealed class PatientRemains(ClinicDatabase database, TimeProvider time, ILogger<PatientRemains> log)
{
    // Parents of the series, which may be millions of rows, and the series; all other tables have a few rows for each session.
    private const string Patients = "patients", Sessions = "sessions";
    private static readonly (string Table, string Key)[] Series =
        [("frame_samples", "session_id, t_ms"), ("emotion_samples", "session_id, t_ms"), ("emotion_rollups", "session_id, width_ms, from_ms")];

    // One at a time: two would each write while the other rests, and leave nobody else a turn.
    private static readonly SemaphoreSlim Turn = new(1);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LongestRest = TimeSpan.FromMilliseconds(250);

    /// <summary>Rows of one slice: about half a megabyte, which takes a small part of the <see cref="ClinicDatabase.TimeoutSeconds"/> after which a writer gives up.</summary>
    internal int SliceRows { get; init; } = 10_000;

    /// <summary>
    /// Makes a patient unreachable, in the change that the caller has begun and commits; false where there is none, or another erasure came first.
    /// What is left waits for <see cref="ClearAsync"/>.
    /// </summary>
    internal async Task<bool> StrikeAsync(ClinicContext context, Guid patientId, CancellationToken cancel)
    {
        var none = SealedText.None;
        if (await context.Patients.Where(p => p.Id == patientId && p.DisplayName != none).ExecuteUpdateAsync(set => set
                .SetProperty(p => p.DisplayName, none).SetProperty(p => p.RecordNumber, none).SetProperty(p => p.BirthYear, (SealedText?)null), cancel) == 0) return false;
        var own = context.Sessions.Where(s => s.PatientId == patientId);
        await own.Where(s => s.State == SessionState.Waiting && s.ImportedAt == null).ExecuteDeleteAsync(cancel);
        // Nothing begins, goes on or is assessed in them, and the database turns away samples that are still on their way. A recording that is being stored finds that it is over.
        await own.Where(s => s.State != SessionState.Withdrawn).ExecuteUpdateAsync(set => set.SetProperty(s => s.State, SessionState.Ended), cancel);
        var now = time.GetUtcNow();
        await own.Where(s => s.SamplesErasedAt == null).ExecuteUpdateAsync(set => set.SetProperty(s => s.SamplesErasedAt, now), cancel);
        var connection = (SqliteConnection)context.Database.GetDbConnection();
        // Children before parents.
        foreach (var (table, condition) in PatientTables.Of(connection).Reverse())
            if (table is not (Patients or Sessions) && !Series.Any(s => s.Table == table)) Execute(connection, $"DELETE FROM \"{table}\" WHERE {condition};", patientId);
        return true;
    }

    /// <summary>
    /// Deletes what is left of a patient who was struck, and the patient last; safe beside another process that does the same. False where the database
    /// stayed busy or the disk did not take it: the next round or start goes on from there.
    /// </summary>
    internal async Task<bool> ClearAsync(Guid patientId, CancellationToken cancel)
    {
        await Turn.WaitAsync(cancel);
        try
        {
            return await Task.Run(() => DeleteAsync(patientId, cancel), cancel);
        }
        finally
        {
            Turn.Release();
        }
    }

    private async Task<bool> DeleteAsync(Guid patientId, CancellationToken cancel)
    {
        try
        {
            using var connection = database.Open();
            var sessions = SessionsOf(connection, patientId);
            log.LogInformation("{Count} sessions of an erased patient are deleted", sessions.Count);
            foreach (var session in sessions)
                foreach (var (table, key) in Series)
                    while (await SliceAsync(connection, table, key, session, cancel) == SliceRows) cancel.ThrowIfCancellationRequested();
            Execute(connection, $"DELETE FROM {Patients} WHERE Id = $patient;", patientId);
            return true;
        }
        catch (SqliteException problem)
        {
            log.LogWarning("Not everything of an erased patient could be deleted now ({Problem}); nobody reaches it any more, and it is gone on with in a day, or at the next start", problem.Message);
            return false;
        }
    }

    private async Task<int> SliceAsync(SqliteConnection connection, string table, string key, long session, CancellationToken cancel)
    {
        var start = time.GetTimestamp();
        using var command = Command(connection, $"DELETE FROM {table} WHERE session_id = $session AND ({key}) IN (SELECT {key} FROM {table} WHERE session_id = $session LIMIT {SliceRows});");
        command.Parameters.AddWithValue("$session", session);
        var deleted = command.ExecuteNonQuery();
        // As long as it took: SQLite queues nobody, and who waits tries again now and then, which would mostly be during the next slice.
        var took = time.GetElapsedTime(start);
        await Task.Delay(took < LongestRest ? took : LongestRest, time, cancel);
        return deleted;
    }

    private static List<long> SessionsOf(SqliteConnection connection, Guid patientId)
    {
        using var command = Command(connection, $"SELECT Id FROM {Sessions} WHERE PatientId = $patient ORDER BY Id;", patientId);
        using var reader = command.ExecuteReader();
        var sessions = new List<long>();
        while (reader.Read()) sessions.Add(reader.GetInt64(0));
        return sessions;
    }

    private static void Execute(SqliteConnection connection, string sql, Guid patientId)
    {
        using var command = Command(connection, sql, patientId);
        command.ExecuteNonQuery();
    }

    private static SqliteCommand Command(SqliteConnection connection, string sql, Guid? patientId = null)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        command.CommandTimeout = (int)Patience.TotalSeconds;
        if (patientId is { } id) command.Parameters.AddWithValue("$patient", $"{id}".ToUpperInvariant());
        return command;
    }
}
