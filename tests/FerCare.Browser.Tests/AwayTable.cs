using Microsoft.Data.Sqlite;

namespace FerCare.Browser.Tests;

/// <summary>A table that the server does not find until this is disposed of.</summary>
internal sealed class AwayTable : IDisposable
{
    private readonly string database, table;

    private AwayTable(string database, string table) => (this.database, this.table) = (database, table);

    /// <param name="database">The file of the running server.</param>
    public static AwayTable Of(string database, string table)
    {
        var away = new AwayTable(database, table);
        away.Rename(table, $"{table}_away");
        return away;
    }

    public void Dispose() => Rename($"{table}_away", table);

    private void Rename(string from, string to)
    {
        using var connection = new SqliteConnection($"Data Source={database};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = $"PRAGMA legacy_alter_table = ON; ALTER TABLE {from} RENAME TO {to};";
        command.ExecuteNonQuery();
    }
}
