using System.Security.Cryptography;

namespace FerCare.Clinic.Audit;

/// <summary>The key that seals the audit trail is not where it belongs, and records sealed with it exist.</summary>
public sealed class AuditKeyMissingException(string path)
    : Exception($"Audit key {path}: expected the key that sealed the records of this database, found none. Put the keys folder back from where it is kept; a new key would make every old record look forged.");

/// <summary>
/// The key that seals audit records. It lies in a file beside the database and not in it, so that whoever can write the database alone
/// cannot make a record.
/// </summary>
/// <param name="path">The file; made at the first start.</param>
public sealed class AuditKey(string path)
{
    private const int Bytes = 32;
    private byte[]? value;

    internal string Path => path;

    internal bool Exists => File.Exists(path);

    /// <summary>The 32 bytes.</summary>
    /// <exception cref="AuditKeyMissingException">There is no file.</exception>
    /// <exception cref="InvalidDataException">The file holds something else.</exception>
    internal byte[] Value => value ??= Read();

    /// <summary>Makes a key and the file, which nobody but the account that runs the program can read.</summary>
    internal void Create()
    {
        CreatePrivateFolder(System.IO.Path.GetDirectoryName(path)!);
        var mine = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) mine.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var file = new FileStream(path, mine);
        file.Write(System.Text.Encoding.ASCII.GetBytes(RandomNumberGenerator.GetHexString(2 * Bytes) + "\n"));
        file.Flush(flushToDisk: true);
    }

    internal static void CreatePrivateFolder(string folder)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
        else Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private byte[] Read()
    {
        if (!Exists) throw new AuditKeyMissingException(path);
        var text = File.ReadAllText(path).Trim();
        return text.Length == 2 * Bytes && text.All(char.IsAsciiHexDigit) ? Convert.FromHexString(text)
            : throw new InvalidDataException($"Audit key {path}: expected {2 * Bytes} hexadecimal digits, found {text.Length} characters.");
    }
}
