namespace FerCare.Clinic.Sealing;

/// <summary>The keys without which patients' names and texts cannot be read are not where they belong.</summary>
public sealed class PatientKeysMissingException(string path, string found)
    : Exception($"Patients' keys {path}: expected the keys that sealed the names in this database, found {found}. Put the keys folder back from where it is kept; without it nobody can read them.");

/// <summary>The key under which the patients' own keys lie wrapped, in a file beside the database.</summary>
/// <param name="path">The file; made at the first start.</param>
public sealed class MasterKey(string path)
{
    private byte[]? value;

    internal bool Exists => File.Exists(path);

    internal string Path => path;

    /// <summary>The 32 bytes.</summary>
    /// <exception cref="PatientKeysMissingException">There is no file.</exception>
    internal byte[] Value => value ??= Exists ? KeyFile.Read(path, "Master key") : throw new PatientKeysMissingException(path, "no master key");

    internal void Create() => KeyFile.Create(path);
}
