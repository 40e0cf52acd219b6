using System.Security.Cryptography;
using System.Text;

namespace FerCare.Clinic.Sealing;

/// <summary>Files of the keys folder: nobody but the account that runs the program can read them.</summary>
internal static class KeyFile
{
    /// <summary>Bytes of a key.</summary>
    public const int Bytes = 32;

    /// <summary>Makes a random key and its file, which must not exist.</summary>
    public static void Create(string path) => WriteNew(path, Encoding.ASCII.GetBytes(RandomNumberGenerator.GetHexString(2 * Bytes) + "\n"));

    /// <summary>Writes a file that must not exist; a crash leaves the whole of it or nothing under its name.</summary>
    public static void WriteNew(string path, ReadOnlySpan<byte> content)
    {
        Write(path + ".next", content, FileMode.Create);
        File.Move(path + ".next", path);
    }

    /// <summary>Writes a file and returns once it is on the disk.</summary>
    public static void Write(string path, ReadOnlySpan<byte> content, FileMode mode)
    {
        CreateFolder(Path.GetDirectoryName(path)!);
        var mine = new FileStreamOptions { Mode = mode, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) mine.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var file = new FileStream(path, mine);
        file.Write(content);
        file.Flush(flushToDisk: true);
    }

    /// <summary>The key in a file.</summary>
    /// <exception cref="InvalidDataException">The file holds something else.</exception>
    public static byte[] Read(string path, string what)
    {
        var text = File.ReadAllText(path).Trim();
        return text.Length == 2 * Bytes && text.All(char.IsAsciiHexDigit) ? Convert.FromHexString(text)
            : throw new InvalidDataException($"{what} {path}: expected {2 * Bytes} hexadecimal digits, found {text.Length} characters.");
    }

    /// <summary>Writes over a file and deletes it; nothing happens where there is none.</summary>
    public static void Shred(string path)
    {
        if (!File.Exists(path)) return;
        // Best effort: a disk that writes elsewhere, and a copy somebody made, keep what they have.
        using (var file = new FileStream(path, FileMode.Open, FileAccess.Write))
        {
            var nothing = new byte[64 * 1024];
            for (var left = file.Length; left > 0; left -= nothing.Length) file.Write(nothing, 0, (int)Math.Min(left, nothing.Length));
            file.Flush(flushToDisk: true);
        }

        File.Delete(path);
    }

    /// <summary>Makes a folder that only the account that runs the program can enter.</summary>
    public static void CreateFolder(string folder)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
        else Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
