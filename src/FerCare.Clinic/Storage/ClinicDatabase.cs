using Microsoft.Data.Sqlite;

namespace FerCare.Clinic.Storage;

/// <summary>Where the embedded database lies and how every connection to it is set up.</summary>
public sealed class ClinicDatabase
{
    /// <summary>How long a command waits for another writer before it fails, seconds.</summary>
    public const int TimeoutSeconds = 5;

    // FULL: a commit that was acknowledged survives loss of power. The busy timeout waits inside SQLite, finer than the client library does.
    // Secure delete: what is deleted or changed is written over with zeros.
    private const string Settings = "PRAGMA synchronous=FULL; PRAGMA busy_timeout=5000; PRAGMA foreign_keys=ON; PRAGMA secure_delete=ON;";

    public ClinicDatabase(string path)
    {
        if (string.IsNullOrWhiteSpace(path)) throw new ArgumentException("Database: expected the path of a file, found nothing.", nameof(path));
        Path = System.IO.Path.GetFullPath(path);
        ConnectionString = new SqliteConnectionStringBuilder { DataSource = Path, DefaultTimeout = TimeoutSeconds, ForeignKeys = true }.ToString();
    }

    /// <summary>Absolute path of the database file.</summary>
    public string Path { get; }

    /// <summary>Where copies made before a migration are kept.</summary>
    public string BackupFolder => System.IO.Path.Combine(System.IO.Path.GetDirectoryName(Path)!, "backups");

    /// <summary>Where the keys lie that are kept apart from the database and its copies.</summary>
    public string KeyFolder => System.IO.Path.Combine(System.IO.Path.GetDirectoryName(Path)!, "keys");

    internal string ConnectionString { get; }

    /// <summary>
    /// Makes the folder where it is missing and tries whether this account can write in it, by a file that is gone again at once.
    /// Without that a disk that is read-only shows only in what goes wrong later.
    /// </summary>
    /// <exception cref="IOException">It cannot be written, or belongs to another account than the root that would write; the message names the folder and why.</exception>
    public void RequireWritable()
    {
        var folder = System.IO.Path.GetDirectoryName(Path)!;
        FolderOwner.RequireOurs(folder);
        try
        {
            Directory.CreateDirectory(folder);
            // The end of a name tells DataFolder to leave the file out of backups. Several processes may try at once.
            new FileStream(Path + DataFolder.Trial, new FileStreamOptions
            {
                Mode = FileMode.OpenOrCreate, Access = FileAccess.Write, Share = FileShare.ReadWrite | FileShare.Delete, Options = FileOptions.DeleteOnClose,
            }).Dispose();
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"Data folder {folder}: expected one that this account can write, found one that it cannot ({problem.Message.TrimEnd('.')}).", problem);
        }
    }

    /// <summary>A connection, open and set up; the caller disposes it.</summary>
    internal SqliteConnection Open()
    {
        var connection = new SqliteConnection(ConnectionString);
        try
        {
            connection.Open();
            SetUp(connection);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Makes the file where it is missing and closes it to every other account of the machine; SQLite gives the log beside it the same rights.
    /// </summary>
    internal void Protect()
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!);
        if (OperatingSystem.IsWindows()) return;
        if (!File.Exists(Path)) new FileStream(Path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = Owner }).Dispose();
        else File.SetUnixFileMode(Path, Owner);
    }

    /// <summary>Read and write for the owner, nothing for anybody else.</summary>
    internal static UnixFileMode Owner => UnixFileMode.UserRead | UnixFileMode.UserWrite;

    internal static void SetUp(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = Settings;
        command.ExecuteNonQuery();
    }
}
