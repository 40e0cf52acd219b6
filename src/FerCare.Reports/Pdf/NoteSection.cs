namespace FerCare.Reports.Pdf;

/// <summary>What clinicians marked and wrote along the timeline; without an identity only what was marked and where.</summary>
internal static class NoteSection
{
    private static readonly PdfColumn[] columns = [new("In session", 14), new("Marker", 18), new("What was written", 38), new("By, at", 30)];
    private static readonly PdfColumn[] bare = [new("In session", 14), new("Marker", 86)];

    public static void Draw(ReportPages pages, SessionReport report)
    {
        if (report.Notes.Count == 0) return;
        pages.Heading("Markers and notes", TextStyle.Heading);
        PdfTable.Draw(pages, report.Subject.IsPseudonym ? bare : columns, report.Notes.Select(n => Row(n, report.Subject.IsPseudonym)));
    }

    private static IReadOnlyList<string> Row(NoteLine note, bool withoutIdentity) => withoutIdentity
        ? [ReportText.Clock(note.TimeMs), ReportText.Words(note)]
        : [ReportText.Clock(note.TimeMs), ReportText.Words(note), note.Text ?? "", $"{note.By}{(note.At is { } at ? $", {ReportText.Moment(at)}" : "")}"];
}
