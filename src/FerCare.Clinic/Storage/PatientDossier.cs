using System.Globalization;
using FerCare.Clinic.Access;
using FerCare.Clinic.Patients;
using FerCare.Clinic.Sealing;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace FerCare.Clinic.Storage;

/// <summary>One table of a dossier.</summary>
/// <param name="IsSeries">Samples: many rows of figures.</param>
/// <param name="Rows">Read from the database each time they are enumerated: null, text, whole number, number or truth value.</param>
public sealed record DossierTable(string Name, IReadOnlyList<string> Columns, bool IsSeries, IEnumerable<IReadOnlyList<object?>> Rows);

/// <summary>Everything that is stored about one patient, as it stood at one instant. Reads from the database until it is disposed.</summary>
public sealed class PatientDossier : IDisposable
{
    private readonly SqliteConnection connection;
    private readonly SqliteTransaction instant;

    internal PatientDossier(SqliteConnection connection, SqliteTransaction instant, PatientRow patient, string? pseudonym, DateTimeOffset at) =>
        (this.connection, this.instant, Patient, Pseudonym, At) = (connection, instant, patient, pseudonym, at);

    public PatientRow Patient { get; }

    /// <summary>Their name in the audit trail; null before the first record about them.</summary>
    public string? Pseudonym { get; }
    public DateTimeOffset At { get; }

    /// <summary>Every table in which something about the patient may stand, the patient first.</summary>
    public IReadOnlyList<DossierTable> Tables { get; internal set; } = [];

    public void Dispose()
    {
        instant.Dispose();
        connection.Dispose();
    }
}

/// <summary>
/// Collects what is stored about a patient. Which tables that are is read from the references in the database itself, so that a table that
/// is added later cannot be forgotten. Whoever hands a dossier out records that.
/// </summary>
public sealed class PatientDossiers(IDbContextFactory<ClinicContext> contexts, ClinicDatabase database, PatientRegister register, PatientSeals seals, Audit.AuditTrail audit, TimeProvider time)
{
    private const string Trail = "audit_records";

    /// <summary>The dossier of a patient; null if there is none or they belong to another team.</summary>
    public async Task<PatientDossier?> OpenAsync(CareScope scope, Guid patientId, CancellationToken cancel = default) =>
        await register.FindAsync(scope, patientId, cancel) is { } patient ? await OpenAsync(patient, cancel) : null;

    /// <summary>The dossier of a patient, for whoever runs a command on the machine itself; null if there is no such patient.</summary>
    public async Task<PatientDossier?> OpenAsync(MachineOperator by, Guid patientId, CancellationToken cancel = default) =>
        (await register.FindAsync(by, patientId.ToString(), cancel)).SingleOrDefault() is { } patient ? await OpenAsync(patient, cancel) : null;

    private async Task<PatientDossier> OpenAsync(PatientRow patient, CancellationToken cancel)
    {
        var pseudonym = await audit.PseudonymAsync(patient.Id, cancel);
        await using var context = await contexts.CreateDbContextAsync(cancel);
        var properties = Properties(context.Model);
        var connection = database.Open();
        var instant = connection.BeginTransaction(deferred: true);
        var tables = PatientTables.Of(connection);
        return new PatientDossier(connection, instant, patient, pseudonym, time.GetUtcNow())
        {
            Tables = [.. tables.Select(t => Table(connection, t.Name, t.Condition, $"{patient.Id}".ToUpperInvariant(), patient.Id, properties)),
                Table(connection, Trail, "Pseudonym = $patient", pseudonym ?? "", patient.Id, properties)],
        };
    }

    private DossierTable Table(SqliteConnection connection, string name, string condition, string patient, Guid patientId, Dictionary<(string, string), IProperty> properties)
    {
        var all = PatientTables.ColumnsOf(connection, name);
        var key = all.Where(c => c.KeyPosition > 0).OrderBy(c => c.KeyPosition).Select(c => $"\"{c.Name}\"").ToList();
        // Bytes that are no sealed text are keys, hashes and seals: they mean nothing to anybody and open nothing.
        var columns = all.Where(c => c.Type != "BLOB" || properties.GetValueOrDefault((name, c.Name))?.ClrType == typeof(SealedText)).Select(c => c.Name).ToList();
        var sql = $"SELECT {string.Join(", ", columns.Select(c => $"\"{c}\""))} FROM \"{name}\" WHERE {condition} ORDER BY {string.Join(", ", key)};";
        var row = columns.IndexOf(key is [var single] ? single.Trim('"') : "");
        return new DossierTable(name, columns, !properties.Keys.Any(p => p.Item1 == name), Rows());

        IEnumerable<IReadOnlyList<object?>> Rows()
        {
            using var command = connection.CreateCommand();
            command.CommandText = sql;
            command.Parameters.AddWithValue("$patient", patient);
            using var reader = command.ExecuteReader();
            while (reader.Read())
            {
                var values = new object?[columns.Count];
                for (var i = 0; i < values.Length; i++)
                {
                    if (reader.IsDBNull(i)) continue;
                    var property = properties.GetValueOrDefault((name, columns[i]));
                    values[i] = property?.ClrType == typeof(SealedText) ? seals.Open(patientId, PlaceOf(name, columns[i], reader.GetValue(row)), new SealedText((byte[])reader.GetValue(i)))
                        : Read(property, reader.GetValue(i));
                }

                yield return values;
            }
        }
    }

    private static SealedPlace PlaceOf(string table, string column, object row) => new(table, column, row is string id ? $"{Guid.Parse(id)}" : $"{row}");

    /// <summary>Instants and names instead of the numbers they are stored as.</summary>
    private static object Read(IProperty? property, object stored)
    {
        var type = property is null ? null : Nullable.GetUnderlyingType(property.ClrType) ?? property.ClrType;
        if (stored is not long number || type is null) return stored is string text && type == typeof(Guid) ? text.ToLowerInvariant() : stored;
        if (type == typeof(DateTimeOffset)) return new DateTimeOffset(number, TimeSpan.Zero).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        if (type == typeof(bool)) return number != 0;
        return type.IsEnum ? Enum.ToObject(type, number).ToString()! : number;
    }

    private static Dictionary<(string, string), IProperty> Properties(IModel model) =>
        (from entity in model.GetEntityTypes()
         from property in entity.GetProperties()
         where entity.GetTableName() is not null
         group property by (entity.GetTableName()!, property.GetColumnName()) into same
         select same).ToDictionary(g => g.Key, g => g.First());
}
