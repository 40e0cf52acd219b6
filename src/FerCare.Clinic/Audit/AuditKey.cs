using FerCare.Clinic.Sealing;

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
    private byte[]? value;

    internal string Path => path;

    internal bool Exists => File.Exists(path);

    /// <summary>The 32 bytes.</summary>
    /// <exception cref="AuditKeyMissingException">There is no file.</exception>
    /// <exception cref="InvalidDataException">The file holds something else.</exception>
    internal byte[] Value => value ??= Read();

    /// <summary>Makes a key and the file, which nobody but the account that runs the program can read.</summary>
    internal void Create() => KeyFile.Create(path);

    private byte[] Read() => Exists ? KeyFile.Read(path, "Audit key") : throw new AuditKeyMissingException(path);
}
