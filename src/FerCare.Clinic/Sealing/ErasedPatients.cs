using System.Security.Cryptography;
using System.Text;

namespace FerCare.Clinic.Sealing;

/// <summary>
/// Which patients were erased, so that a database put back from an older copy does not bring them back. The list lies beside the keys and
/// holds a keyed hash of each id: it says something only to whoever has the id already.
/// </summary>
/// <param name="path">The file; made at the first erasure.</param>
public sealed class ErasedPatients(MasterKey master, string path)
{
    private static readonly Lock Writing = new();

    internal void Add(Guid patientId)
    {
        lock (Writing)
        {
            if (!Contains(patientId)) KeyFile.Write(path, Encoding.ASCII.GetBytes(MarkOf(patientId) + "\n"), FileMode.Append);
        }
    }

    internal bool Contains(Guid patientId) => File.Exists(path) && File.ReadLines(path).Contains(MarkOf(patientId));

    private string MarkOf(Guid patientId)
    {
        byte[] content = [.. "erased"u8, .. patientId.ToByteArray()];
        return Convert.ToHexStringLower(HMACSHA256.HashData(master.Value, content));
    }
}
