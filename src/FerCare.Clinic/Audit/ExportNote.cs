namespace FerCare.Clinic.Audit;

/// <summary>What the audit trail says of an export (<see cref="AuditEntry.Detail"/>): in which formats, and whether the file names the patient.</summary>
/// <param name="Formats">File name extensions; empty for a copy of everything about a patient.</param>
/// <param name="InArchive">Several sessions in one file.</param>
public sealed record ExportNote(IReadOnlyList<string> Formats, bool InArchive, bool Identified)
{
    private const string Whole = "everything", Archive = " in an archive", Named = "identified", Unnamed = "de-identified";

    /// <summary>Everything that is stored about one patient, for the patient.</summary>
    public static ExportNote Everything { get; } = new([], InArchive: false, Identified: true);

    /// <summary>"pdf csv in an archive, de-identified".</summary>
    public override string ToString() => Formats.Count == 0 ? Whole : $"{string.Join(' ', Formats)}{(InArchive ? Archive : "")}, {(Identified ? Named : Unnamed)}";

    /// <summary>The note that stands in a record; null where it was written in other words.</summary>
    public static ExportNote? Read(string? detail)
    {
        if (detail == Whole) return Everything;
        if (detail?.Split(", ") is not [var what, Named or Unnamed] || what.Length == 0) return null;
        var archive = what.EndsWith(Archive, StringComparison.Ordinal);
        return new((archive ? what[..^Archive.Length] : what).Split(' ', StringSplitOptions.RemoveEmptyEntries), archive, detail.EndsWith($", {Named}", StringComparison.Ordinal));
    }
}
