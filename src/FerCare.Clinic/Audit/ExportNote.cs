namespace FerCare.Clinic.Audit;

/// <summary>What the audit trail says of an export (<see cref="AuditEntry.Detail"/>): in which formats, and whether the file names the patient.</summary>
/// <param name="Formats">File name extensions; empty for a copy of everything about a patient.</param>
/// <param name="InArchive">Several sessions in one file.</param>
public sealed record ExportNote(IReadOnlyList<string> Formats, bool InArchive, bool Identified)
{
    private const string Whole = "everything", Archive = " in an archive", Named = "identified", Unnamed = "de-identified";

    /// <summary>Which archive it was: tells two equal ones apart when one of them is cancelled. Null outside archives, and in records from before it was written down.</summary>
    public Guid? ArchiveId { get; init; }

    /// <summary>Everything that is stored about one patient, for the patient.</summary>
    public static ExportNote Everything { get; } = new([], InArchive: false, Identified: true);

    /// <summary>"pdf csv in an archive, de-identified, 0f8fad5bd9cb469fa16570867728950e".</summary>
    public override string ToString() => Formats.Count == 0 ? Whole
        : $"{string.Join(' ', Formats)}{(InArchive ? Archive : "")}, {(Identified ? Named : Unnamed)}{(ArchiveId is { } id ? $", {id:N}" : "")}";

    /// <summary>The note that stands in a record; null where it was written in other words.</summary>
    public static ExportNote? Read(string? detail)
    {
        if (detail == Whole) return Everything;
        if (detail?.Split(", ") is not [{ Length: > 0 } what, (Named or Unnamed) and var identity, .. var rest]) return null;
        var archive = what.EndsWith(Archive, StringComparison.Ordinal);
        Guid? id = archive && rest is [var written] && Guid.TryParseExact(written, "N", out var read) ? read : null;
        if (rest.Length > 0 && id is null) return null;
        return new((archive ? what[..^Archive.Length] : what).Split(' ', StringSplitOptions.RemoveEmptyEntries), archive, identity == Named) { ArchiveId = id };
    }
}
