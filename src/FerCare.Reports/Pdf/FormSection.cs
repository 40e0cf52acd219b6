using System.Globalization;
using FerCare.Clinic.Instruments;

namespace FerCare.Reports.Pdf;

/// <summary>The questionnaires that were filled in before or after this session, with their scores.</summary>
internal static class FormSection
{
    private static readonly PdfColumn[] columns = [new("Instrument", 18), new("Date", 34), new("Score", 18, Right: true), new("Band", 30)];

    public static void Draw(ReportPages pages, SessionReport report)
    {
        if (report.Forms.Count == 0) return;
        pages.Heading("Questionnaires of this session", TextStyle.Heading);
        PdfTable.Draw(pages, columns, report.Forms.Select(f => Row(f.Row)));
    }

    private static IReadOnlyList<string> Row(FormRow form) =>
    [
        form.ShortTitle,
        ReportText.Moment(form.CompletedAt ?? form.LeftAt ?? form.StartedAt),
        form.Score is { } score ? string.Create(CultureInfo.InvariantCulture, $"{score} of {form.Highest}") : "not scored",
        form.Score is null ? string.Create(CultureInfo.InvariantCulture, $"incomplete: {form.Answered} of {form.Items} answered") : form.Band ?? ReportText.Dash,
    ];
}
