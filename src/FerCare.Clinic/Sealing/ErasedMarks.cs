using System.Security.Cryptography;
using System.Text;

namespace FerCare.Clinic.Sealing;

/// <summary>
/// A list of what was erased, so that a database put back from an older copy does not bring it back. It lies beside the keys and holds a keyed
/// hash of each id: it says something only to whoever has the id already. A line of dashes is a mark that was taken back.
/// </summary>
/// <param name="path">The file; made at the first erasure.</param>
/// <param name="kind">What the ids are of; part of each hash, never to be changed.</param>
internal sealed class ErasedMarks(MasterKey master, string path, string kind)
{
    private static readonly Lock Writing = new();

    public void Add(Guid id)
    {
        lock (Writing)
        {
            // Half a line, as a full disk or a kill leaves it, stays one of its own: glued to it, this mark would never be found.
            if (!Contains(id)) KeyFile.Write(path, Encoding.ASCII.GetBytes((IsTorn() ? "\n" : "") + MarkOf(id) + "\n"), FileMode.Append);
        }
    }

    /// <summary>Takes the mark back of what was not erased after all; nothing happens where there is none.</summary>
    public void TakeBack(Guid id)
    {
        lock (Writing)
        {
            if (!Contains(id)) return;
            var mark = Encoding.ASCII.GetBytes(MarkOf(id));
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

    public bool Contains(Guid id) => File.Exists(path) && File.ReadLines(path).Contains(MarkOf(id));

    /// <summary>Those of the ids that are marked; reads the file once, however many they are.</summary>
    public HashSet<Guid> Among(IEnumerable<Guid> ids)
    {
        if (!File.Exists(path)) return [];
        var marks = File.ReadLines(path).ToHashSet(StringComparer.Ordinal);
        return [.. ids.Where(id => marks.Contains(MarkOf(id)))];
    }

    private bool IsTorn()
    {
        if (!File.Exists(path)) return false;
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        if (file.Length == 0) return false;
        file.Seek(-1, SeekOrigin.End);
        return file.ReadByte() != '\n';
    }

    private string MarkOf(Guid id)
    {
        byte[] content = [.. Encoding.ASCII.GetBytes(kind), .. id.ToByteArray()];
        return Convert.ToHexStringLower(HMACSHA256.HashData(master.Value, content));
    }
}
