using System.Globalization;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using DocumentFormat.OpenXml.Validation;
using FerCare.Affect;
using FerCare.Reports.Xlsx;

namespace FerCare.Reports.Tests.Xlsx;

public sealed class XlsxReportTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_workbook_is_valid(bool pseudonymous)
    {
        using var file = Written(SampleReport.Of(pseudonymous: pseudonymous));
        using var document = SpreadsheetDocument.Open(file, false);
        new OpenXmlValidator(DocumentFormat.OpenXml.FileFormatVersions.Office2019).Validate(document, TestContext.Current.CancellationToken).Select(e => $"{e.Path?.XPath}: {e.Description}").ShouldBeEmpty();
    }

    [Fact]
    public void Every_sheet_has_its_header_in_row_one_and_the_samples_read_back_as_numbers()
    {
        var report = SampleReport.Of();
        using var file = Written(report);
        using var document = SpreadsheetDocument.Open(file, false);
        var sheets = document.WorkbookPart!.Workbook!.Descendants<Sheet>().ToDictionary(s => s.Name!.Value!, s => Rows(document, s));

        sheets.Keys.ShouldBe(["session", "findings", "components", "evidence", "parts", "questionnaires", "course", "markers", "samples", "codebook"]);
        var samples = sheets["samples"];
        samples.Count.ShouldBe(1 + report.Series.Emotions.Count);
        var happy = samples[0].Select(c => c.Text).ToList().IndexOf("p_happy");
        foreach (var (row, sample) in samples.Skip(1).Zip(report.Series.Emotions))
        {
            if (sample.Emotions is not { } emotions) row[happy].Text.ShouldBeNull();
            else double.Parse(row[happy].Text!, CultureInfo.InvariantCulture).ShouldBe(emotions[Emotion.Happy], 6e-5);
            row[happy].IsText.ShouldBeFalse();
        }

        sheets["codebook"].Skip(1).Select(r => r[0].Text).ShouldBe(samples[0].Select(c => c.Text));
        sheets["markers"].Skip(1).Select(r => (r[0].Text, r[1].Text, r[2].Text, r[3].Text)).ShouldBe(
            [("149500", "difficult-topic", null, "Sample clinician"), ("160000", "plain", "=Spoke of the move to another town.", "Sample clinician")]);
        sheets["questionnaires"].Count.ShouldBe(1 + 9);
        sheets["components"].Count.ShouldBe(1 + report.Findings.Sum(f => f.Finding.Components.Count));
    }

    [Theory]
    [InlineData("=1+1")]
    [InlineData("=HYPERLINK(\"http://example.org\")")]
    [InlineData("\u0001control <tag> & \"quote\"")]
    [InlineData("half a character \uD800, one that XML forbids \uFFFE")]
    public void What_a_person_typed_is_text_and_never_a_formula(string hostile)
    {
        using var file = Written(SampleReport.Of(name: hostile, record: hostile));
        using var document = SpreadsheetDocument.Open(file, false);
        document.WorkbookPart!.WorksheetParts.SelectMany(p => p.Worksheet!.Descendants<CellFormula>()).ShouldBeEmpty();
        new OpenXmlValidator().Validate(document, TestContext.Current.CancellationToken).ShouldBeEmpty();
    }

    [Fact]
    public void A_session_without_anything_still_gives_a_workbook()
    {
        using var file = Written(SampleReport.Of(new([], [], [], null, 0), null, [], new("Sample patient C", null, null, false), null));
        using var document = SpreadsheetDocument.Open(file, false);
        new OpenXmlValidator().Validate(document, TestContext.Current.CancellationToken).ShouldBeEmpty();
    }

    [Fact]
    public void Erased_samples_are_told_on_the_first_sheet_and_an_unknown_coverage_is_an_empty_cell()
    {
        using var file = Written(SampleReport.ErasedOnRequest(SampleReport.Of()));
        using var document = SpreadsheetDocument.Open(file, false);
        new OpenXmlValidator().Validate(document, TestContext.Current.CancellationToken).ShouldBeEmpty();
        var facts = Rows(document, document.WorkbookPart!.Workbook!.Descendants<Sheet>().First()).ToDictionary(r => r[0].Text!, r => r[1].Text);
        facts["coverage"].ShouldBeNull();
        facts["samples_erased"].ShouldNotBeNull().ShouldEndWith("erased on 2026-03-06.");
        facts["samples_erased_at"].ShouldNotBeNull();
    }

    private static MemoryStream Written(SessionReport report)
    {
        var to = new MemoryStream();
        new XlsxReportWriter().Write(report, to);
        to.Position = 0;
        return to;
    }

    private static List<(string? Text, bool IsText)[]> Rows(SpreadsheetDocument document, Sheet sheet) =>
        [.. ((WorksheetPart)document.WorkbookPart!.GetPartById(sheet.Id!.Value!)).Worksheet!.Descendants<Row>().Select(row => row.Elements<Cell>()
            .Select(c => (c.InlineString?.InnerText ?? c.CellValue?.Text, c.InlineString is not null)).ToArray())];
}
