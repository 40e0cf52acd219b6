namespace FerCare.Clinic.Storage;

/// <summary>
/// What a backup takes of the data folder: everything that is not known to be left out, so that what a later version puts there cannot be
/// forgotten.
/// </summary>
internal static class DataFolder
{
    // Keys go apart from the data; compiled networks are made again; copies before migrations are copies; films that are read and archives
    // that wait to be fetched are there for minutes, and nobody could read such a film.
    private static readonly string[] LeftOut = ["keys", "compiled", "backups", "recordings", "exports"];
    private static readonly string[] OfDatabase = ["", "-wal", "-shm", "-journal", ".writing", ".migrating", Trial];

    /// <summary>The end of the name of the file that tries whether the folder can be written.</summary>
    internal const string Trial = ".trial";

    /// <summary>Path below the folder and whole path of every file to be taken besides the database itself.</summary>
    public static IEnumerable<(string Name, string Path)> FilesBeside(ClinicDatabase database)
    {
        var folder = Path.GetDirectoryName(database.Path)!;
        foreach (var path in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var name = Path.GetRelativePath(folder, path).Replace('\\', '/');
            if (LeftOut.Contains(name.Split('/')[0]) || OfDatabase.Any(end => path == database.Path + end)) continue;
            yield return (name, path);
        }
    }
}
