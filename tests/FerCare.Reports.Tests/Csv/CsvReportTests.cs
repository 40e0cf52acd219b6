using System.Globalization;
using CsvHelper;
using FerCare.Affect;
using FerCare.Affect.Signals;
using FerCare.Affect.Timeline;
using FerCare.Clinic.Sessions;
using FerCare.Reports.Csv;

namespace FerCare.Reports.Tests.Csv;

public sealed class CsvReportTests
{
    private static byte[] Written(IReportWriter writer, SessionReport report)
    {
        using var to = new MemoryStream();
        writer.Write(report, to);
        to.CanWrite.ShouldBeTrue();
        return to.ToArray();
    }

    private static List<Dictionary<string, string>> Rows(IReportWriter writer, SessionReport report)
    {
        using var csv = CsvReader.Create(Written(writer, report), new CsvReaderOptions { Separator = ',' });
        var rows = new List<Dictionary<string, string>>();
        while (csv.Read()) rows.Add(Enumerable.Range(0, csv.FieldCount).ToDictionary(i => csv.Headers[i], i => csv.GetString(i)));
        return rows;
    }

    [Fact]
    public void Every_sample_is_a_row_whose_figures_read_back()
    {
        var report = SampleReport.Of();
        var rows = Rows(new CsvReportWriter(), report);
        rows.Count.ShouldBe(report.Series.Emotions.Count);
        foreach (var (row, sample) in rows.Zip(report.Series.Emotions))
        {
            long.Parse(row["t_ms"], CultureInfo.InvariantCulture).ShouldBe(sample.TimeMs);
            foreach (var emotion in Emotions.All)
                if (sample.Emotions is { } emotions) double.Parse(row[$"p_{emotion.NameOf()}"], CultureInfo.InvariantCulture).ShouldBe(emotions[emotion], 6e-5);
                else row[$"p_{emotion.NameOf()}"].ShouldBe("");
        }
    }

    [Fact]
    public void A_sample_without_a_face_has_no_expression_and_says_why()
    {
        var lost = Rows(new CsvReportWriter(), SampleReport.Of()).Where(r => r["quality"] == "no-face").ToArray();
        lost.ShouldNotBeEmpty();
        lost.ShouldAllBe(r => r["top"] == "" && r["p_neutral"] == "" && r["valence_proxy"] == "");
    }

    [Fact]
    public void Every_sample_tells_what_the_patient_did_then()
    {
        var rows = Rows(new CsvReportWriter(), SampleReport.Of());
        string PartAt(string ms) => rows.Single(r => r["t_ms"] == ms)["part"];
        (PartAt("0"), PartAt("32000"), PartAt("200000")).ShouldBe(("baseline", "conversation", "reading"));
    }

    [Fact]
    public void Every_marker_stands_at_the_sample_before_it_also_where_it_was_set_in_a_gap()
    {
        var rows = Rows(new CsvReportWriter(), SampleReport.Of());
        rows.Where(r => r["markers"] != "").Select(r => (r["t_ms"], r["markers"], r["notes"])).ShouldBe(
            [("149440", "difficult-topic", ""), ("149920", "plain", "'=Spoke of the move to another town.")]);
    }

    [Fact]
    public void Markers_before_the_first_sample_and_after_the_last_are_not_lost()
    {
        var report = SampleReport.Of();
        var series = new SessionSeries([], [.. report.Series.Emotions.Where(e => e.TimeMs is >= 1_000 and < 2_000)], [], null, 10_000);

        var rows = Rows(new CsvReportWriter(), report with
        {
            Series = series,
            Notes = [new(0, MarkerKind.Laughs, null, null, null), new(9_000, MarkerKind.Tearful, null, null, null), new(9_000, MarkerKind.Question, null, null, null)],
        });

        rows[0]["markers"].ShouldBe("laughs");
        rows[^1]["markers"].ShouldBe("tearful question");
        rows.Skip(1).SkipLast(1).ShouldAllBe(r => r["markers"] == "");
    }

    [Fact]
    public void The_parts_file_has_a_row_for_each_part_and_signal_with_its_figure_or_why_there_is_none()
    {
        var rows = Rows(new PartCsvWriter(), SampleReport.AssessedAsMarked(SampleReport.Of()));
        rows.Count.ShouldBe(4 * SignalKinds.All.Count);
        rows.Select(r => r["part"]).Distinct().ShouldBe(["whole", "conversation", "reading", "baseline"]);
        rows.ShouldAllBe(r => r["value"] == "" == (r["withheld_because"] != "") && r["notice"] == SessionReport.Disclaimer);
        rows.Where(r => r["counts_for_findings"] == "1").Select(r => r["part"]).Distinct().ShouldBe(["conversation"]);
        rows.Where(r => r["adult_mean"] != "").Select(r => (r["part"], r["signal"], r["adult_mean"])).ShouldBe([("conversation", "Blink rate", "26"), ("reading", "Blink rate", "4.5")]);
        double.Parse(rows.First(r => r["part"] == "reading")["usable_seconds"], CultureInfo.InvariantCulture).ShouldBe(150, 1);
    }

    [Fact]
    public void A_part_that_was_marked_after_the_assessment_still_counts_for_the_findings_that_rest_on_it() =>
        Rows(new PartCsvWriter(), SampleReport.Of()).Where(r => r["counts_for_findings"] == "1").Select(r => r["part"]).Distinct().ShouldBe(["whole", "conversation", "reading"]);

    [Fact]
    public void Every_sample_of_a_withdrawn_session_says_so_in_the_last_column()
    {
        var report = SampleReport.Of();
        Rows(new CsvReportWriter(), report).ShouldAllBe(r => r["state"] == "ended");

        var rows = Rows(new CsvReportWriter(), report with { Session = report.Session with { State = SessionState.Withdrawn } });

        rows.ShouldAllBe(r => r["state"] == "withdrawn" && r.Keys.Last() == "state");
    }

    [Fact]
    public void The_parts_file_of_a_session_without_assessment_has_only_its_header() =>
        Rows(new PartCsvWriter(), SampleReport.Of(new([], [], [], null, 0), null, [], new("Sample patient C", null, null, false), null)).ShouldBeEmpty();

    [Fact]
    public void The_header_is_row_one_and_the_codebook_explains_each_column()
    {
        var report = SampleReport.Of();
        var header = System.Text.Encoding.UTF8.GetString(Written(new CsvReportWriter(), report)).Split("\r\n")[0].Split(',');
        var codebook = Rows(new CodebookWriter(), report);
        codebook.Select(r => r["column"]).ShouldBe(header);
        codebook.ShouldAllBe(r => r["meaning"].Length > 5);
    }

    [Theory]
    [InlineData("=cmd|' /C calc'!A0")]
    [InlineData("+1+1")]
    [InlineData("-2+3")]
    [InlineData("@SUM(A1)")]
    [InlineData("\t=1+1")]
    [InlineData("\r=1+1")]
    [InlineData("  =1+1")]
    [InlineData("＝1+1")]
    public void A_text_that_looks_like_a_formula_is_made_inert(string hostile)
    {
        var rows = Rows(new CsvReportWriter(), SampleReport.Of(name: hostile, record: hostile, model: hostile));
        foreach (var row in rows.Take(3))
            foreach (var column in (string[])["patient", "record_number", "model"])
            {
                row[column].ShouldStartWith("'");
                row[column].ShouldEndWith(hostile.Trim()[1..]);
            }
    }

    [Fact]
    public void Quotes_commas_and_line_breaks_stay_in_their_field()
    {
        var report = SampleReport.Of(name: "A, \"B\"\r\nC");
        var rows = Rows(new CsvReportWriter(), report);
        rows.Count.ShouldBe(report.Series.Emotions.Count);
        rows[0]["patient"].ShouldBe("A, \"B\"  C");
    }

    [Fact]
    public void A_negative_number_stays_a_number() =>
        Rows(new CsvReportWriter(), SampleReport.Of()).Select(r => r["valence_proxy"]).Where(v => v.StartsWith('-')).ShouldNotBeEmpty();

    [Fact]
    public void A_pseudonymous_file_names_no_one()
    {
        var text = System.Text.Encoding.UTF8.GetString(Written(new CsvReportWriter(), SampleReport.Of(pseudonymous: true)));
        text.ShouldNotContain("Sample patient");
        text.ShouldNotContain("S-0001");
    }

    [Fact]
    public void The_disclaimer_is_in_every_row() =>
        Rows(new CsvReportWriter(), SampleReport.Of()).ShouldAllBe(r => r["notice"] == SessionReport.Disclaimer);

    [Fact]
    public void The_name_of_the_file_does_not_name_the_patient() => SampleReport.Of().FileName.ShouldBe("fercare-session-2026-03-04-3f9a21c7");
}
