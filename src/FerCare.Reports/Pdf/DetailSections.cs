using FerCare.Affect.Indicators;
using FerCare.Affect.Signals;

namespace FerCare.Reports.Pdf;

/// <summary>Signals, course of the session, method and limits.</summary>
internal static class DetailSections
{
    private static readonly PdfColumn[] signalColumns = [new("Signal", 34), new("Value", 20, Right: true), new("Why withheld", 46)];
    private static readonly PdfColumn[] eventColumns = [new("In session", 14), new("At", 32), new("What happened", 54)];

    public static void Draw(ReportPages pages, SessionReport report)
    {
        Signals(pages, report);
        PartSections.Draw(pages, report);
        Course(pages, report);
        Method(pages, report);
    }

    private static void Signals(ReportPages pages, SessionReport report)
    {
        pages.Heading("Signals of this session", TextStyle.Heading);
        if (report.Signals is not { } signals)
        {
            pages.Paragraph(report.Session.SamplesErasedBecause is null ? "Not computed: the session was not concluded, or the consent was withdrawn."
                : "None stored: the session was not concluded, the consent was withdrawn, or they were erased as well.", TextStyle.Body);
            return;
        }

        if (signals.Counted is not null) pages.Paragraph("Those that the findings rest on: of the parts in the session's own context."
            + (report.Parts is null ? "" : " The whole session's stand beside each part's below."), TextStyle.Note);
        PdfTable.Draw(pages, signalColumns, SignalKinds.All.Select(kind => (IReadOnlyList<string>)
            [kind.Title(), signals[kind].Value is { } value ? kind.Write(value) : "withheld", signals[kind].WithheldBecause ?? ""]));
    }

    private static void Course(ReportPages pages, SessionReport report)
    {
        if (report.Events.Count == 0) return;
        pages.Heading("Course of the session", TextStyle.Heading);
        PdfTable.Draw(pages, eventColumns, report.Events.Select(e => (IReadOnlyList<string>)[ReportText.Clock(e.TimeMs), ReportText.Moment(e.At), ReportText.Words(e.Kind)]));
    }

    private static void Method(ReportPages pages, SessionReport report)
    {
        pages.Heading("Method and limits", TextStyle.Heading);
        string[] paragraphs =
        [
            $"The face is found in each frame with 68 landmarks; a neural network gives seven probabilities of facial expression. Frames are not stored. Model: {report.Session.ModelVersion ?? "not recorded"}. Rules: {IndicatorOptions.RuleVersion}.",
            $"Every signal is compared with the patient's own first {IndicatorOptions.Default.MaximumBaselineSessions} valid sessions of the same context, and only the parts in that context count: z = (value - mean) / (s sqrt(1 + 1/n)), with s drawn towards a stated prior and z limited to 3 either way. "
                + "An index is the sum of the z values in the direction reported in the literature, scaled so that its standard deviation is 1. It counts from 1.65; two of the last three valid sessions raise a flag for review. The band is a bootstrap over 10 s blocks and baseline sessions.",
            "Indices are withheld under 60 % usable frames, under 120 s of usable time, and where too few components could be measured. The priors and thresholds are engineering defaults where no source is named; simulation gives about 5 % of unchanged sessions above the threshold.",
            "Facial expressions do not map one-to-one to emotions. The figures describe behaviour in front of a camera, depend on light, position and context, and such networks are known to differ in accuracy across age, sex and skin tone. A clinician reads them together with everything else that is known. " + SessionReport.Disclaimer,
        ];
        foreach (var paragraph in paragraphs) pages.Paragraph(paragraph, TextStyle.Body, after: 5);
    }
}
