using System.Formats.Tar;

namespace FerCare.Clinic.Storage;

/// <summary>Whose a data folder is.</summary>
internal static class FolderOwner
{
    private const int Root = 0;

    /// <summary>
    /// Keeps root from writing in another account's folder: keys and the end of the audit trail would belong to root afterwards, and the service, which runs
    /// as that account, could not read them. Every other account is kept out by the folder itself.
    /// </summary>
    /// <exception cref="IOException">This is root, and the folder belongs to somebody else; the message names both.</exception>
    public static void RequireOurs(string folder)
    {
        if (OperatingSystem.IsWindows() || !Environment.IsPrivilegedProcess || !Directory.Exists(folder)) return;
        var (number, name) = Of(folder);
        if (number == Root) return;
        var account = string.IsNullOrEmpty(name) ? $"{number}" : name;
        throw new IOException($"Data folder {folder}: expected to be used by the account that it belongs to ({account}), found root, whose files that account could not read. Run this as that account: runuser -u {account} -- COMMAND");
    }

    /// <summary>Number and name of the account that owns a folder; the name is empty where it has none.</summary>
    private static (int Number, string Name) Of(string folder)
    {
        // Of all that .NET offers only its writer of archives asks the system for an owner.
        using var archive = new MemoryStream();
        using (var writer = new TarWriter(archive, TarEntryFormat.Gnu, leaveOpen: true)) writer.WriteEntry(new DirectoryInfo(folder).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? folder, "folder");
        archive.Position = 0;
        using var reader = new TarReader(archive);
        var entry = reader.GetNextEntry() as PosixTarEntry ?? throw new IOException($"Data folder {folder}: expected to learn whose it is, found nothing.");
        return (entry.Uid, entry.UserName);
    }
}
