using FerCare.Clinic.Audit;
using Microsoft.Data.Sqlite;

namespace FerCare.Clinic.Storage;

/// <summary>What an inspection of the audit trail came to; the numbers are the exit codes of <c>verify-audit</c>.</summary>
public enum AuditState
{
    Whole = 0,
    Broken = 1,
    NotChecked = 2,
}

/// <summary>What is wrong with the first record that is.</summary>
public enum AuditBreak
{
    Edited,
    Deleted,
    Inserted,
    Reordered,
    Truncated,
}

/// <summary>The result of an inspection.</summary>
/// <param name="Records">How many records were found whole, from the first on.</param>
/// <param name="At">Number of the first record with which something is wrong; null unless the trail is broken.</param>
/// <param name="Words">The same as a sentence.</param>
public sealed record AuditVerdict(AuditState State, long Records, AuditBreak? Break, long? At, string Words);

/// <summary>
/// Walks the audit trail from its first record and names the first one that was edited, deleted, inserted, moved or cut off. Changes
/// nothing; the clinic may be in use meanwhile.
/// </summary>
public sealed class AuditInspection(ClinicDatabase database, AuditKey key, AuditAnchor anchor)
{
    private const string Columns = "Id, At, Action, ActorId, ActorName, SubjectKind, SubjectId, Pseudonym, Detail, Previous, Seal";

    public AuditVerdict Inspect(CancellationToken cancel = default)
    {
        if (!File.Exists(database.Path)) return NotChecked($"There is no database at {database.Path}.");
        if (!key.Exists) return NotChecked($"The key is missing at {key.Path}; without it no record can be checked.");
        try
        {
            // Read before the records are: a head that was written down first is in any later state of the database.
            var heads = anchor.Read();
            using var connection = database.Open();
            using var snapshot = connection.BeginTransaction(deferred: true);
            var verdict = Walk(connection, heads, cancel);
            if (verdict.State != AuditState.Whole || heads.Count > 0 || verdict.Records == 0) return verdict;
            return verdict with { State = AuditState.NotChecked, Words = $"{verdict.Records:N0} records follow each other, but {anchor.Path} is missing, so nobody can tell whether newer ones were cut off." };
        }
        catch (Exception problem) when (problem is SqliteException or InvalidDataException or UnauthorizedAccessException or IOException)
        {
            return NotChecked(problem.Message);
        }
    }

    private AuditVerdict Walk(SqliteConnection connection, IReadOnlyList<AuditHead> heads, CancellationToken cancel)
    {
        var known = heads.ToLookup(h => h.Number);
        var secret = key.Value;
        var end = AuditHead.Start;
        using var command = connection.CreateCommand();
        command.CommandTimeout = 0;
        command.CommandText = $"SELECT {Columns} FROM audit_records ORDER BY Id;";
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            cancel.ThrowIfCancellationRequested();
            var row = Row.Of(reader);
            if (!row.IsGenuine(secret) || !row.Previous.AsSpan().SequenceEqual(end.Seal) || row.Id != end.Number + 1) return Name(connection, row, end, secret);
            end = new AuditHead(row.Id, row.Seal);
            if (known[row.Id].Any(h => !h.Is(end))) return Broken(end.Number - 1, AuditBreak.Truncated, row.Id, $"the trail was cut off before record {row.Id:N0}, and other records were written in the place of those that are gone");
        }

        if (heads.Count > 0 && heads.Max(h => h.Number) is var newest && newest > end.Number)
            return Broken(end.Number, AuditBreak.Truncated, end.Number + 1, $"the trail was cut off: records {end.Number + 1:N0} to {newest:N0} are gone");
        return new AuditVerdict(AuditState.Whole, end.Number, null, null, $"{end.Number:N0} records, all of them whole and in their place.");
    }

    /// <summary>What happened to the first row that does not fit.</summary>
    private static AuditVerdict Name(SqliteConnection connection, Row row, AuditHead end, byte[] secret)
    {
        if (!row.IsGenuine(secret))
        {
            // A record put between two others leaves the next one following the one before; a changed one keeps its own place.
            var next = Find(connection, "Id > $id ORDER BY Id LIMIT 1", "$id", row.Id);
            var inserted = row.Seal.Length != AuditSeal.Bytes || (next is not null && next.Previous.AsSpan().SequenceEqual(end.Seal));
            return inserted ? Broken(end.Number, AuditBreak.Inserted, row.Id, $"record {row.Id:N0} was put in past the program")
                : Broken(end.Number, AuditBreak.Edited, row.Id, $"record {row.Id:N0} was edited");
        }

        if (row.Previous.AsSpan().SequenceEqual(end.Seal)) return Broken(end.Number, AuditBreak.Reordered, row.Id, $"record {end.Number + 1:N0} was given the number {row.Id:N0}");
        var before = row.Previous.AsSpan().SequenceEqual(AuditHead.Start.Seal) ? AuditHead.Start.Number : Find(connection, "Seal = $seal", "$seal", row.Previous)?.Id;
        if (before is null) return Broken(end.Number, AuditBreak.Deleted, end.Number + 1, $"record {end.Number + 1:N0} was deleted");
        return before < end.Number ? Broken(end.Number, AuditBreak.Inserted, row.Id, $"record {row.Id:N0} is a copy of another one")
            : Broken(end.Number, AuditBreak.Reordered, row.Id, $"record {row.Id:N0} stands in another one's place");
    }

    private static Row? Find(SqliteConnection connection, string where, string name, object value)
    {
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT {Columns} FROM audit_records WHERE {where};";
        command.Parameters.AddWithValue(name, value);
        using var reader = command.ExecuteReader();
        return reader.Read() ? Row.Of(reader) : null;
    }

    private static AuditVerdict Broken(long whole, AuditBreak what, long at, string words) => new(AuditState.Broken, whole, what, at, $"Broken: {words}. The {whole:N0} records before are whole.");

    private static AuditVerdict NotChecked(string why) => new(AuditState.NotChecked, 0, null, null, $"Not checked. {why}");

    /// <param name="Content">Null where a column holds something that the program never writes.</param>
    private sealed record Row(long Id, AuditContent? Content, byte[] Previous, byte[] Seal)
    {
        public static Row Of(SqliteDataReader reader)
        {
            var id = reader.GetInt64(0);
            try
            {
                return new Row(id,
                    new AuditContent(reader.GetInt64(1), reader.GetString(2), reader.IsDBNull(3) ? null : reader.GetGuid(3), reader.GetString(4), reader.GetString(5),
                        reader.GetString(6), reader.IsDBNull(7) ? null : reader.GetString(7), reader.IsDBNull(8) ? null : reader.GetString(8)),
                    reader.GetFieldValue<byte[]>(9), reader.GetFieldValue<byte[]>(10));
            }
            catch (Exception odd) when (odd is FormatException or InvalidCastException or InvalidOperationException or ArgumentException)
            {
                return new Row(id, null, [], new byte[AuditSeal.Bytes]);
            }
        }

        public bool IsGenuine(byte[] secret) => Content is { } content && Seal.Length == AuditSeal.Bytes && AuditSeal.Of(secret, Previous, content).AsSpan().SequenceEqual(Seal);
    }
}
