using System.Globalization;
using FerCare.Clinic.Sealing;
using Microsoft.Extensions.Logging;

namespace FerCare.Clinic.Audit;

/// <summary>
/// Remembers, in a file outside the database, how far the chain had got. Without it, the newest records could be cut off and what is
/// left would still be a whole chain. Heads that vanished from the database stay in the file as lost.
/// </summary>
/// <param name="path">The file.</param>
public sealed class AuditAnchor(string path, ILogger<AuditAnchor> log)
{
    private const string Head = "head", Lost = "lost";

    // For the whole process: the demonstration is made by a second set of objects on the same folder.
    private static readonly Lock Writing = new();

    // The lock ends with the process, and another one may write the same file: each has a temporary name of its own.
    private static readonly string Unfinished = $".{Guid.NewGuid():N}.next";
    private AuditHead? newest;

    /// <summary>Records that were known have vanished from the database.</summary>
    public bool HasLost => Lines().Exists(l => l.Kind == Lost);

    internal string Path => path;

    /// <summary>Every head that the database must still hold, the newest first; empty where the file does not exist.</summary>
    /// <exception cref="InvalidDataException">The file holds something else.</exception>
    internal IReadOnlyList<AuditHead> Read() => [.. Lines().OrderBy(l => l.Kind != Head).Select(l => l.At)];

    /// <summary>Takes a head that has been committed; an older one than is known changes nothing.</summary>
    /// <exception cref="IOException">The file cannot be written; what it held stays.</exception>
    /// <exception cref="UnauthorizedAccessException">The same.</exception>
    /// <exception cref="InvalidDataException">The file holds something else.</exception>
    internal void Advance(AuditHead head)
    {
        lock (Writing)
        {
            // Read again: another part of the program may have got further.
            var lines = Lines();
            if (lines.Exists(l => l.Kind == Head && l.At.Number >= head.Number)) return;
            Write(head, lines.Where(l => l.Kind == Lost).Select(l => l.At));
        }
    }

    /// <summary>Compares with the end of the chain that a new record will follow: where known records are gone, that is kept in writing.</summary>
    internal void Check(AuditHead end)
    {
        lock (Writing)
        {
            if (Known() is { } known && end.Number <= known.Number && !end.Is(known)) GiveUp(end);
        }
    }

    /// <summary>The database does not hold the newest head that is known: it is kept as lost, and the chain goes on from where it ends now.</summary>
    internal void GiveUp(AuditHead end)
    {
        lock (Writing)
        {
            if (Known() is not { } gone) return;
            log.LogCritical("Audit records are missing: the trail had {Known} records and now ends with number {End}", gone.Number, end.Number);
            Write(end, Lines().Where(l => l.Kind == Lost).Select(l => l.At).Append(gone));
        }
    }

    private AuditHead? Known() => newest ??= Lines().Where(l => l.Kind == Head).Select(l => l.At).FirstOrDefault();

    private void Write(AuditHead head, IEnumerable<AuditHead> lost)
    {
        KeyFile.CreateFolder(System.IO.Path.GetDirectoryName(path)!);
        var lines = lost.Select(l => Line(Lost, l)).Prepend(Line(Head, head));
        // Under another name first: a reader finds the old file or the new one, never half of one.
        var next = path + Unfinished;
        var mine = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) mine.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        try
        {
            using (var file = new StreamWriter(next, mine)) foreach (var line in lines) file.Write(line + "\n");
            File.Move(next, path, overwrite: true);
        }
        catch
        {
            File.Delete(next);
            throw;
        }

        newest = head;
    }

    private List<(string Kind, AuditHead At)> Lines()
    {
        if (!File.Exists(path)) return [];
        var lines = new List<(string, AuditHead)>();
        foreach (var line in File.ReadLines(path))
        {
            if (line.Split(' ') is not [(Head or Lost) and var kind, var number, { Length: 2 * AuditSeal.Bytes } seal]
                || !long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed) || !seal.All(char.IsAsciiHexDigit))
                throw new InvalidDataException($"Audit anchor {path}: expected lines of \"head\" or \"lost\", a number and a seal, found \"{line}\".");
            lines.Add((kind, new AuditHead(parsed, Convert.FromHexString(seal))));
        }

        return lines;
    }

    private static string Line(string kind, AuditHead head) => string.Create(CultureInfo.InvariantCulture, $"{kind} {head.Number} {Convert.ToHexString(head.Seal)}");
}
