using System.Text;
using System.Text.RegularExpressions;
using CsCheck;
using FerCare.Clinic.Sessions;
using FerCare.Reports.Csv;
using FerCare.Reports.Fhir;
using FerCare.Reports.Json;
using FerCare.Reports.Pdf;
using FerCare.Reports.Xlsx;
using UglyToad.PdfPig;

namespace FerCare.Reports.Tests;

public sealed class DeIdentificationTests
{
    private static readonly IReportWriter[] writers = [new CsvReportWriter(), new PartCsvWriter(), new JsonReportWriter(), new FhirReportWriter(), new XlsxReportWriter(), new PdfReportWriter()];

    /// <summary>Each thing that would tell who the sample patient is, who treated them, or when.</summary>
    private static readonly string[] identities = ["Sample patient", "S-0001", "1980", "3f9a21c7", "The camera stood higher", "the move to another town", "Sample clinician", "2026-03-04", SampleReport.Patient.ToString()];

    [Fact]
    public void No_format_of_a_de_identified_report_tells_who_when_or_by_whom()
    {
        var report = SampleReport.Of(pseudonymous: true);
        foreach (var writer in writers)
            foreach (var identity in identities)
                Tells(Text(writer, report), identity).ShouldBeFalse($"{writer.Extension}: {identity}");
    }

    [Fact]
    public void The_identified_report_tells_it_so_that_the_test_above_can_fail()
    {
        var said = string.Join('\n', writers.Select(w => Text(w, SampleReport.Of())));
        foreach (var identity in identities.Where(i => i != SampleReport.Patient.ToString())) Tells(said, identity).ShouldBeTrue(identity);
    }

    [Fact]
    public void Of_markers_and_notes_only_kind_and_moment_stay() =>
        SampleReport.Of(pseudonymous: true).Notes.ShouldBe([new(149_500, MarkerKind.DifficultTopic, null, null, null), new(160_000, MarkerKind.Plain, null, null, null)]);

    [Fact]
    public void Every_date_is_that_of_the_clinics_clock_moved_by_the_same_days_and_without_its_offset()
    {
        var named = SampleReport.Of();
        var bare = DeIdentification.Of(named, SampleReport.Patient, SampleReport.Clinic);
        var shift = DeIdentification.ShiftOf(SampleReport.Patient);

        IsMoved(bare.Session.StartedAt, named.Session.StartedAt);
        foreach (var (found, before) in bare.Events.Zip(named.Events)) IsMoved(found.At, before.At);
        foreach (var (found, before) in bare.Consents.Zip(named.Consents)) IsMoved(found.GivenAt, before.GivenAt);
        foreach (var (found, before) in bare.Findings.Zip(named.Findings)) IsMoved(found.AssessedAt, before.AssessedAt);
        foreach (var (found, before) in bare.Forms.Zip(named.Forms)) IsMoved(found.Row.CompletedAt, before.Row.CompletedAt);
        // The moment of export is known outside, and must not tell the shift.
        IsMoved(bare.CreatedAt, named.Session.EndedAt);

        bare.Series.ShouldBeSameAs(named.Series);

        void IsMoved(DateTimeOffset? found, DateTimeOffset? was)
        {
            found!.Value.DateTime.ShouldBe(TimeZoneInfo.ConvertTime(was!.Value, SampleReport.Clinic).DateTime - shift, "the clinic's clock");
            found.Value.Offset.ShouldBe(TimeSpan.Zero, "an offset would tell summer from winter");
        }
    }

    [Fact]
    public void A_patient_is_moved_by_a_whole_number_of_days_from_1_to_364_and_always_by_the_same() => Gen.Guid.Sample(patient =>
    {
        var shift = DeIdentification.ShiftOf(patient);
        shift.TotalDays.ShouldBeInRange(1, DeIdentification.MostDays);
        (shift.Ticks % TimeSpan.TicksPerDay).ShouldBe(0);
        DeIdentification.ShiftOf(patient).ShouldBe(shift);
        DeIdentification.IdOf(patient).ShouldNotBe(patient);
    });

    /// <summary>Whether a text holds these words; a number inside a longer one is another number.</summary>
    private static bool Tells(string text, string identity) => Regex.IsMatch(text, $"(?<![0-9.]){Regex.Escape(identity)}(?![0-9])", RegexOptions.IgnoreCase);

    private static string Text(IReportWriter writer, SessionReport report)
    {
        using var to = new MemoryStream();
        writer.Write(report, to);
        to.Position = 0;
        switch (writer.Extension)
        {
            case "pdf":
                using (var document = PdfDocument.Open(to.ToArray())) return string.Join(' ', document.GetPages().Select(p => string.Join(' ', p.GetWords())));
            case "xlsx":
                using (var zip = new System.IO.Compression.ZipArchive(to))
                    return string.Join('\n', zip.Entries.Select(e => new StreamReader(e.Open()).ReadToEnd()));
            default:
                return Encoding.UTF8.GetString(to.ToArray());
        }
    }
}
