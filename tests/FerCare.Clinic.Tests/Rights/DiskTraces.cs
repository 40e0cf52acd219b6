using System.Text;

namespace FerCare.Clinic.Tests.Rights;

/// <summary>Looks for texts in the raw bytes of every file of a folder, whatever kind of file it is.</summary>
internal static class DiskTraces
{
    /// <summary>"FILE: TEXT" for each text that a file holds, as UTF-8 or UTF-16.</summary>
    public static IReadOnlyList<string> Of(string folder, IEnumerable<string> texts)
    {
        var wanted = texts.ToList();
        var found = new List<string>();
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            if (wanted.Any(t => file.Contains(t, StringComparison.Ordinal))) found.Add($"{file}: its name");
            // Locks of the operating system on empty files.
            if (Path.GetExtension(file) is ".writing" or ".migrating" && new FileInfo(file) is { Exists: true, Length: 0 }) continue;
            if (Read(file) is not { } bytes) continue;
            found.AddRange(wanted.Where(t => Holds(bytes, Encoding.UTF8.GetBytes(t)) || Holds(bytes, Encoding.Unicode.GetBytes(t)) || (Guid.TryParse(t, out var id) && Holds(bytes, id.ToByteArray())))
                .Select(t => $"{Path.GetRelativePath(folder, file)}: {t}"));
        }

        return found;
    }

    private static bool Holds(byte[] bytes, byte[] text) => bytes.AsSpan().IndexOf(text) >= 0;

    /// <summary>Null where the file is gone since it was listed: whoever writes beside makes and removes files for a moment.</summary>
    private static byte[]? Read(string file)
    {
        try
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var all = new MemoryStream();
            stream.CopyTo(all);
            return all.ToArray();
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }
}
