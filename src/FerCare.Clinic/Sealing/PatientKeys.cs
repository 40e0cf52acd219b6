using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace FerCare.Clinic.Sealing;

/// <summary>
/// One key for each patient, wrapped under the master key, in a file of its own outside the database and its backups. Destroying the file
/// makes unreadable what is sealed with it, in every copy of the database that exists.
/// </summary>
/// <param name="folder">Where the files lie.</param>
public sealed class PatientKeys(MasterKey master, string folder)
{
    private readonly ConcurrentDictionary<Guid, byte[]> known = new();

    // A key is read from its file, and destroyed with it, by one at a time: nobody has in memory again what was destroyed meanwhile.
    private readonly Lock files = new();

    /// <summary>Any patient has a key.</summary>
    internal bool Any => Directory.Exists(folder) && Directory.EnumerateFiles(folder).Any();

    internal string Folder => folder;

    /// <summary>Whose keys lie in the folder.</summary>
    internal IReadOnlyList<Guid> Owners
    {
        get
        {
            var owners = new List<Guid>();
            if (!Directory.Exists(folder)) return owners;
            foreach (var file in Directory.EnumerateFiles(folder, "*.key"))
                if (Guid.TryParseExact(Path.GetFileNameWithoutExtension(file), "N", out var owner)) owners.Add(owner);
            return owners;
        }
    }

    /// <summary>Nobody can read the patient now; asks the disk only about keys that were not used yet.</summary>
    internal bool Lacks(Guid patientId) => !known.ContainsKey(patientId) && !Has(patientId);

    internal bool Has(Guid patientId) => File.Exists(PathOf(patientId));

    /// <summary>Makes the key of a new patient.</summary>
    internal void Create(Guid patientId)
    {
        var key = RandomNumberGenerator.GetBytes(KeyFile.Bytes);
        KeyFile.WriteNew(PathOf(patientId), SealedBytes.Close(master.Value, key, patientId.ToByteArray()));
        known[patientId] = key;
    }

    /// <summary>The key of a patient.</summary>
    /// <exception cref="PatientKeysMissingException">It is gone.</exception>
    internal byte[] KeyOf(Guid patientId)
    {
        if (known.TryGetValue(patientId, out var used)) return used;
        lock (files)
        {
            if (known.TryGetValue(patientId, out used)) return used;
            if (!Has(patientId)) throw new PatientKeysMissingException(folder, "none for a patient in it");
            return known[patientId] = SealedBytes.Open(master.Value, File.ReadAllBytes(PathOf(patientId)), patientId.ToByteArray());
        }
    }

    /// <summary>Destroys the key of a patient, for good.</summary>
    internal void Destroy(Guid patientId)
    {
        lock (files)
        {
            if (known.TryRemove(patientId, out var key)) CryptographicOperations.ZeroMemory(key);
            KeyFile.Shred(PathOf(patientId));
        }
    }

    private string PathOf(Guid patientId) => Path.Combine(folder, $"{patientId:N}.key");
}
