using Microsoft.Data.Sqlite;

namespace FerCare.Clinic.Storage;

/// <summary>Finds the tables whose rows belong to a patient, by the references between the tables of the database.</summary>
internal static class PatientTables
{
    private const string Root = "patients";

    /// <summary>Every such table, parents before children, with the condition under which a row belongs to <c>$patient</c>.</summary>
    public static IReadOnlyList<(string Name, string Condition)> Of(SqliteConnection connection)
    {
        var references = References(connection);
        var own = new List<string> { Root };
        for (var found = 0; found != own.Count;)
        {
            found = own.Count;
            own.AddRange(references.Where(r => own.Contains(r.To) && !own.Contains(r.From)).Select(r => r.From).Distinct().Order(StringComparer.Ordinal).ToList());
        }

        return [.. own.Select(t => (t, Condition(t)))];

        string Condition(string table) => table == Root ? "\"Id\" = $patient"
            : string.Join(" OR ", references.Where(r => r.From == table && own.Contains(r.To) && r.To != table)
                .Select(r => $"\"{r.Column}\" IN (SELECT \"{r.ToColumn}\" FROM \"{r.To}\" WHERE {Condition(r.To)})"));
    }

    public static IReadOnlyList<(string Name, string Type, long KeyPosition)> ColumnsOf(SqliteConnection connection, string table) =>
        Rows(connection, $"SELECT name, type, pk FROM pragma_table_info('{table}') ORDER BY cid;", r => (r.GetString(0), r.GetString(1), r.GetInt64(2)));

    private static List<(string From, string Column, string To, string ToColumn)> References(SqliteConnection connection) => Rows(connection,
        "SELECT t.name, f.\"from\", f.\"table\", ifnull(f.\"to\", 'Id') FROM sqlite_master t JOIN pragma_foreign_key_list(t.name) f WHERE t.type = 'table' ORDER BY t.name, f.id;",
        r => (r.GetString(0), r.GetString(1), r.GetString(2), r.GetString(3)));

    private static List<T> Rows<T>(SqliteConnection connection, string sql, Func<SqliteDataReader, T> read)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read()) rows.Add(read(reader));
        return rows;
    }
}
