using FerCare.Clinic.Access;
using FerCare.Clinic.Sealing;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace FerCare.Clinic.Storage;

/// <summary>
/// Opens the patients' seals at the start of the program, after the migrations: makes the master key where there is none, seals what
/// earlier versions stored in plain words, and names the patients whose keys are missing.
/// </summary>
internal sealed class SealStart(ClinicDatabase database, MasterKey master, PatientKeys keys, PatientSeals seals, MissingKeys missingKeys, DiskScrub scrub, ILogger<SealStart> log)
{
    // Ids in one line of the log.
    private const int MostNamed = 20;

    // The columns that a migration has set aside under another name, and whose they are.
    private static readonly (string Table, string Column, string Owner)[] Plain =
    [
        ("patients", "DisplayName", "SELECT Id, Id, PlainDisplayName FROM patients"),
        ("patients", "RecordNumber", "SELECT Id, Id, PlainRecordNumber FROM patients"),
        ("patients", "BirthYear", "SELECT Id, Id, PlainBirthYear FROM patients"),
        ("finding_reviews", "Note", "SELECT r.Id, s.PatientId, r.PlainNote FROM finding_reviews r JOIN findings f ON f.Id = r.FindingId JOIN sessions s ON s.Id = f.SessionId"),
        ("baseline_resets", "Reason", "SELECT Id, PatientId, PlainReason FROM baseline_resets"),
        ("safety_alerts", "Note", "SELECT Id, PatientId, PlainNote FROM safety_alerts"),
    ];

    public async Task OpenAsync(ClinicContext context, CancellationToken cancel)
    {
        var unsealed = HasPlainColumns();
        if (!master.Exists)
        {
            if (keys.Any || (!unsealed && await context.Patients.AnyAsync(cancel))) throw new PatientKeysMissingException(master.Path, "no master key");
            master.Create();
        }

        _ = master.Value;
        if (unsealed) SealOld();
        // Where rows of an erased patient are still to be deleted it is done after that, once: it rewrites the whole database.
        if (scrub.IsOwed && !await context.Patients.AnyAsync(p => p.DisplayName == SealedText.None, cancel)) await scrub.ScrubAsync(cancel);
        var patients = await context.PatientsInCare().Select(p => p.Id).ToListAsync(cancel);
        var missing = missingKeys.Among(patients);
        if (missing.Count == 0) return;
        // Not one of them: that is another folder, or none. A few: one backup of keys was older than the data, and the others are treated meanwhile.
        if (patients.TrueForAll(id => !keys.Has(id))) throw new PatientKeysMissingException(keys.Folder, $"none for {missing.Count} of the patients");
        log.LogError("Patients' keys {Folder}: expected one for each patient, found none for {Missing} of {Patients}: {Ids}. These cannot be read, everything else goes on; put ID.key of each (the id without dashes) back from where it is kept",
            keys.Folder, missing.Count, patients.Count, string.Join(", ", missing.Take(MostNamed)) + (missing.Count > MostNamed ? " and others" : ""));
    }

    private bool HasPlainColumns()
    {
        using var connection = database.Open();
        return (long)Scalar(connection, "SELECT count(*) FROM pragma_table_info('patients') WHERE name = 'PlainDisplayName';")! > 0;
    }

    /// <summary>Seals everything in one transaction that also drops the columns of plain words: a crash leaves all of it or nothing.</summary>
    private void SealOld()
    {
        using var connection = database.Open();
        using var change = connection.BeginTransaction();
        var patients = Rows(connection, "SELECT Id, Id, '' FROM patients").Select(r => r.Patient).ToList();
        if (patients.Count > 0) scrub.Owe();
        foreach (var id in patients.Where(id => !keys.Has(id))) keys.Create(id);
        foreach (var (table, column, owner) in Plain)
        {
            foreach (var (row, patient, plain) in Rows(connection, owner)) Seal(connection, table, column, row, patient, plain);
            Scalar(connection, $"ALTER TABLE {table} DROP COLUMN Plain{column};");
        }

        foreach (var (row, patient, key) in AuditKeys(connection)) Update(connection, "patient_audit_keys", "Key", "PatientId", row, seals.Seal(patient, SealedPlace.AuditKey(patient), key));
        change.Commit();
        if (patients.Count > 0) log.LogInformation("Names, record numbers and notes of {Count} patients were sealed with keys of their own; copies with plain words are destroyed", patients.Count);
    }

    private void Seal(SqliteConnection connection, string table, string column, object row, Guid patient, string plain)
    {
        var place = new SealedPlace(table, column, row is string id ? $"{Guid.Parse(id)}" : $"{row}");
        var text = seals.Seal(patient, place, plain);
        if (seals.Open(patient, place, text) != plain) throw new InvalidOperationException($"Sealing {table}: expected to read back what was sealed, found something else.");
        Update(connection, table, column, "Id", row, text.Bytes);
    }

    private static void Update(SqliteConnection connection, string table, string column, string key, object row, byte[] bytes)
    {
        using var update = connection.CreateCommand();
        update.CommandText = $"UPDATE {table} SET \"{column}\" = $bytes WHERE {key} = $row;";
        update.Parameters.AddWithValue("$bytes", bytes);
        update.Parameters.AddWithValue("$row", row);
        update.ExecuteNonQuery();
    }

    private static List<(object Row, Guid Patient, string Plain)> Rows(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var rows = new List<(object, Guid, string)>();
        while (reader.Read())
            if (!reader.IsDBNull(2)) rows.Add((reader.GetValue(0), Guid.Parse(reader.GetString(1)), reader.GetString(2)));
        return rows;
    }

    private static List<(object Row, Guid Patient, byte[] Key)> AuditKeys(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT PatientId, Key FROM patient_audit_keys WHERE length(Key) = 32";
        using var reader = command.ExecuteReader();
        var rows = new List<(object, Guid, byte[])>();
        while (reader.Read()) rows.Add((reader.GetValue(0), Guid.Parse(reader.GetString(0)), (byte[])reader.GetValue(1)));
        return rows;
    }

    private static object? Scalar(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }
}
