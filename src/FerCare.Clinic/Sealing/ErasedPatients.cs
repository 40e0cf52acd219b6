using System.Security.Cryptography;
using System.Text;

namespace FerCare.Clinic.Sealing;

/// <summary>
/// Which patients were erased, so that a database put back from an older copy does not bring them back. The list lies beside the keys and
/// holds a keyed hash of each id: it says something only to whoever has the id already. A line of dashes is a mark that was taken back.
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

    /// <summary>Takes the mark of a patient back who was not erased after all; nothing happens where there is none.</summary>
    internal void TakeBack(Guid patientId)
    {
        lock (Writing)
        {
            if (!Contains(patientId)) return;
            var mark = Encoding.ASCII.GetBytes(MarkOf(patientId));
            var all = File.ReadAllBytes(path);
            // Struck out where it stands: that needs no room on a disk that may be full, and leaves alone what another process adds meanwhile.
            using var file = new FileStream(path, FileMode.Open, FileAccess.Write);
            for (var at = all.AsSpan().IndexOf(mark); at >= 0; at = all.AsSpan().IndexOf(mark))
            {
                all.AsSpan(at, mark.Length).Fill((byte)'-');
                file.Position = at;
                file.Write(all.AsSpan(at, mark.Length));
            }

            file.Flush(flushToDisk: true);
        }
    }

    internal bool Contains(Guid patientId) => File.Exists(path) && File.ReadLines(path).Contains(MarkOf(patientId));

    private string MarkOf(Guid patientId)
    {
        byte[] content = [.. "erased"u8, .. patientId.ToByteArray()];
        return Convert.ToHexStringLower(HMACSHA256.HashData(master.Value, content));
    }
}
