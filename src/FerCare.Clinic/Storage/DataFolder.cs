namespace FerCare.Clinic.Storage;

/// <summary>
/// What a backup takes of the data folder: everything that is not known to be left out, so that what a later version puts there cannot be
/// forgotten.
/// </summary>
internal static class DataFolder
{
    // Keys go apart from the data; compiled networks are made again; copies before migrations are copies; films that are read and archives
    // that wait to be fetched are there for minutes, and nobody could read such a film.
    private static readonly string[] LeftOut = ["keys", "compiled", "backups", "recordings", "exports", OfFileSystem];
    private static readonly string[] OfDatabase = ["", "-wal", "-shm", "-journal", ".writing", ".migrating", Trial];

    /// <summary>The end of the name of the file that tries whether the folder can be written.</summary>
    internal const string Trial = ".trial";

    /// <summary>The beginning of the name of the folder that a backup is unpacked into before it is put back.</summary>
    internal const string Restoring = ".restoring-";

    /// <summary>What a disk that is mounted as the data folder has at its root, and only root may look into.</summary>
    internal const string OfFileSystem = "lost+found";

    /// <summary>Path below the folder and whole path of every file to be taken besides the database itself.</summary>
    public static IEnumerable<(string Name, string Path)> FilesBeside(ClinicDatabase database)
    {
        var folder = Path.GetDirectoryName(database.Path)!;
        var folders = Directory.EnumerateDirectories(folder).Where(f => !LeftOut.Contains(Path.GetFileName(f)) && !Path.GetFileName(f).StartsWith(Restoring, StringComparison.Ordinal));
        var files = Directory.EnumerateFiles(folder).Concat(folders.SelectMany(f => Directory.EnumerateFiles(f, "*", SearchOption.AllDirectories)));
        foreach (var path in files.Order(StringComparer.Ordinal))
            if (!OfDatabase.Any(end => path == database.Path + end)) yield return (Path.GetRelativePath(folder, path).Replace('\\', '/'), path);
    }

    /// <summary>Whether a path leads into the data folder, also by way of links.</summary>
    public static bool Holds(ClinicDatabase database, string path) =>
        (Real(path) + Path.DirectorySeparatorChar).StartsWith(Real(Path.GetDirectoryName(database.Path)!) + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    private static string Real(string path)
    {
        if (Path.GetDirectoryName(path) is not { } parent) return path;
        var here = Path.Combine(Real(parent), Path.GetFileName(path));
        return Directory.Exists(here) && new DirectoryInfo(here).ResolveLinkTarget(returnFinalTarget: true) is { } target ? Real(target.FullName) : here;
    }
}
