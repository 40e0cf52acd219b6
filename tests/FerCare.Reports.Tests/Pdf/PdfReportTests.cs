using System.Text.RegularExpressions;
using FerCare.Affect.Indicators;
using FerCare.Affect.Signals;
using FerCare.Affect.Timeline;
using FerCare.Clinic.Findings;
using FerCare.Clinic.Instruments;
using FerCare.Reports.Pdf;
using Microsoft.Extensions.Logging.Abstractions;
using UglyToad.PdfPig;
using UglyToad.PdfPig.DocumentLayoutAnalysis.TextExtractor;

namespace FerCare.Reports.Tests.Pdf;

public sealed class PdfReportTests
{
    private static byte[] Written(SessionReport report)
    {
        using var to = new MemoryStream();
        new PdfReportWriter().Write(report, to);
        to.CanWrite.ShouldBeTrue();
        return to.ToArray();
    }

    private static string[] Pages(SessionReport report)
    {
        using var document = PdfDocument.Open(Written(report));
        return [.. document.GetPages().Select(p => Regex.Replace(ContentOrderTextExtractor.GetText(p), @"\s+", " "))];
    }

    [Fact]
    public void The_first_page_tells_who_when_with_whose_consent_and_what_was_found()
    {
        var report = SampleReport.Of();
        var first = Pages(report)[0];
        foreach (var text in (string[])["Sample patient A", "S-0001", "2026-03-04 10:15", "In conversation", "Consent: Monitoring of facial expression", "Usable frames", "Depression-pattern indicator", "Stress-pattern indicator"])
            first.ShouldContain(text);
    }

    [Fact]
    public void A_flag_that_a_clinician_dismissed_stands_nowhere_as_one()
    {
        var pages = Pages(SampleReport.Of());

        pages[0].ShouldContain("Depression-pattern indicator: flagged, dismissed by a clinician");
        pages[0].ShouldContain("Stress-pattern indicator: not flagged, not yet reviewed by a clinician");
        var all = string.Join(" ", pages);
        all.ShouldContain("Flagged, dismissed", Case.Sensitive);
        all.ShouldNotContain("Flagged for review");
    }

    [Fact]
    public void Evidence_under_the_timeline_is_hollow_where_a_clinician_dismissed_the_finding()
    {
        var report = SampleReport.Of();
        report.Findings[0].Finding.Evidence.ShouldNotBeEmpty();

        var dismissed = string.Join(" ", Pages(report with { Findings = [report.Findings[0]] }));
        var standing = string.Join(" ", Pages(report with { Findings = [report.Findings[0] with { Review = ReviewState.Confirmed }] }));

        dismissed.ShouldContain("Hollow grey bars");
        dismissed.ShouldNotContain("Red bars");
        standing.ShouldContain("Red bars");
        standing.ShouldNotContain("Hollow grey bars");
    }

    [Theory]
    [InlineData(ReviewState.Preliminary, "flagged for review, not yet reviewed by a clinician")]
    [InlineData(ReviewState.Confirmed, "flagged, confirmed by a clinician")]
    public void A_flag_that_stands_says_how_far_its_review_has_got(ReviewState review, string said)
    {
        var report = SampleReport.Of();

        var pages = Pages(report with { Findings = [report.Findings[0] with { Review = review }, report.Findings[1]] });

        pages[0].ShouldContain($"Depression-pattern indicator: {said}");
        string.Join(" ", pages).ShouldContain("Flagged for review", Case.Sensitive);
    }

    [Fact]
    public void Script_in_names_is_printed_as_text_and_the_file_has_nothing_that_runs_or_leads_elsewhere()
    {
        const string hostile = "\"><img src=x onerror=alert(1)>) /JavaScript (";
        var report = SampleReport.Of(name: hostile, record: hostile, model: hostile);
        Pages(report)[0].ShouldContain("<img src=x onerror=alert(1)>");
        var file = System.Text.Encoding.Latin1.GetString(Written(report));
        foreach (var active in (string[])["/JavaScript", "/OpenAction", "/Launch", "/URI", "/EmbeddedFile"]) file.ShouldNotContain(active);
    }

    [Fact]
    public void Every_finding_comes_with_its_index_components_sources_and_evidence()
    {
        var report = SampleReport.Of();
        var all = string.Join(" ", Pages(report));
        foreach (var finding in report.Findings.Select(f => f.Finding))
        {
            all.ShouldContain(finding.Kind.Title());
            finding.Components.ShouldAllBe(c => all.Contains(c.Name));
            if (finding.Index is { } index) all.ShouldContain(index.ToString("+0.00;-0.00", System.Globalization.CultureInfo.InvariantCulture));
        }

        all.ShouldContain("Girard et al. 2014");
        report.Findings[0].Finding.Evidence.ShouldNotBeEmpty();
        foreach (var window in report.Findings[0].Finding.Evidence) all.ShouldContain($"{window.FromMs / 60_000:00}:{window.FromMs / 1000 % 60:00}–");
        all.ShouldContain("less smiling");
        all.ShouldContain("relative to this patient's baseline");
    }

    [Fact]
    public void The_first_page_gives_each_index_with_its_band_and_where_the_first_evidence_lies()
    {
        var report = SampleReport.Of();
        var first = Pages(report)[0];
        foreach (var finding in report.Findings.Select(f => f.Finding))
            first.ShouldContain($"Index {Signed(finding.Index)}, 95 % band {Signed(finding.Low)} to {Signed(finding.High)}");
        var evidence = report.Findings[0].Finding.Evidence;
        first.ShouldContain($"First evidence at {Clock(evidence[0].FromMs)}–{Clock(evidence[0].ToMs)}, of {evidence.Count} such intervals");

        static string Signed(double? value) => value!.Value.ToString("+0.00;-0.00;0.00", System.Globalization.CultureInfo.InvariantCulture);
        static string Clock(long ms) => $"{ms / 60_000:00}:{ms / 1000 % 60:00}";
    }

    [Fact]
    public void Markers_and_notes_stand_in_a_table_with_words_and_author_and_without_an_identity_with_neither()
    {
        var named = string.Join(" ", Pages(SampleReport.Of()));
        named.ShouldContain("Markers and notes");
        named.ShouldMatch(@"02:29\s*Difficult topic");
        named.ShouldMatch(@"02:40\s*Note");
        named.ShouldContain("another town.");

        var bare = string.Join(" ", Pages(SampleReport.Of(pseudonymous: true)));
        bare.ShouldMatch(@"02:29\s*Difficult topic");
        bare.ShouldMatch(@"02:40\s*Marker");
        bare.ShouldNotContain("another town.");
    }

    [Fact]
    public void The_questionnaires_of_the_session_stand_in_a_table_with_score_and_band_or_how_far_they_went()
    {
        var report = SampleReport.Of();
        var whole = report.Forms.Single();
        var left = whole with { Row = whole.Row with { ShortTitle = "GAD-7", Items = 7, Answered = 4, Score = null, Band = null, CompletedAt = null, LeftAt = whole.Row.StartedAt } };

        var all = string.Join(" ", Pages(report with { Forms = [whole, left] }));

        all.ShouldContain("Questionnaires of this session");
        all.ShouldMatch($@"PHQ-9\s*2026-03-04 10:14 \(UTC\+01:00\)\s*{whole.Row.Score} of 27\s*{whole.Row.Band}");
        all.ShouldMatch(@"GAD-7\s*2026-03-04 10:12 \(UTC\+01:00\)\s*not scored\s*incomplete: 4 of 7 answered");
    }

    [Fact]
    public void The_review_of_a_finding_stands_below_it_with_reviewer_and_reason()
    {
        var all = string.Join(" ", Pages(SampleReport.Of()));

        all.ShouldContain("Dismissed by Sample clinician");
        all.ShouldContain("The camera stood higher than before.");
        all.ShouldContain("dismissed by a clinician");
        all.ShouldContain("preliminary until reviewed by a clinician");
    }

    [Fact]
    public void Beside_each_index_stands_the_last_questionnaire_score_of_that_time()
    {
        var library = new InstrumentLibrary(new InstrumentFolder("/does/not/exist"), NullLogger<InstrumentLibrary>.Instance);
        var at = new DateTimeOffset(2026, 3, 1, 9, 0, 0, TimeSpan.Zero);
        var form = new FormRow(Guid.NewGuid(), "phq-9", "PHQ-9", null, FormOccasion.Entered, at, at, null, 9, 9, 12, 27, "moderate");
        var unfinished = form with { Score = null, Band = null, CompletedAt = null, Answered = 4, StartedAt = at.AddDays(1) };
        LastScore phq = new(library.Find("phq-9")!, form, unfinished, 3, false), pss = new(library.Find("pss-10")!, null, null, null, false);

        var pages = Pages(SampleReport.Of() with { Scores = new ScoresBeside([phq], [pss]) });

        pages[0].ShouldContain("Last PHQ-9: 12 (moderate), 3 days before this session");
        var all = string.Join(" ", pages);
        all.ShouldContain("A later PHQ-9 of 2 Mar 2026 is incomplete: 4 of 9 answered, not scored.");
        all.ShouldContain("Last PSS-10: none yet");
    }

    [Fact]
    public void Each_part_of_the_session_has_a_section_with_its_time_coverage_and_signals()
    {
        var all = string.Join(" ", Pages(SampleReport.AssessedAsMarked(SampleReport.Of())));

        all.ShouldContain("Parts of the session");
        all.ShouldContain("the findings rest on the part of the session that was conversation");
        all.ShouldContain("03:05–06:00; usable 2 min 30 s");
        all.ShouldContain("Adults on average blink 26.0 per minute in this context (Bentivoglio et al. 1997)");
        all.ShouldContain("Adults on average blink 4.5 per minute");
        all.ShouldContain("No signal can be told:");
    }

    [Fact]
    public void Where_parts_were_marked_otherwise_after_the_assessment_the_report_says_what_the_findings_rest_on()
    {
        var marked = SampleReport.Of();
        var unmarked = SampleReport.AssessedAsMarked(marked) with { Parts = marked.Parts! with { Counted = null } };

        string.Join(" ", Pages(marked)).ShouldContain("Parts were marked otherwise after this assessment; the findings rest on the whole session.");
        string.Join(" ", Pages(unmarked)).ShouldContain("Parts were marked otherwise after this assessment; the findings rest on what lies at 00:30–03:05.");
        string.Join(" ", Pages(SampleReport.AssessedAsMarked(marked))).ShouldNotContain("marked otherwise");
    }

    [Fact]
    public void Every_page_has_the_disclaimer_and_its_number()
    {
        var pages = Pages(SampleReport.Of());
        pages.Length.ShouldBeGreaterThan(1);
        for (var i = 0; i < pages.Length; i++)
        {
            pages[i].ShouldContain("Not a diagnosis. Not certified as a medical device.");
            pages[i].ShouldContain($"Page {i + 1} of {pages.Length}");
        }
    }

    [Fact]
    public void A_withheld_finding_gives_its_reason()
    {
        var series = new SessionSeries([], [], [], null, 90_000);
        var signals = SessionSignals.Of(series, SignalOptions.Default);
        var report = SampleReport.Of(series, signals, IndicatorAssessor.Assess(series, signals, null, [], IndicatorOptions.Default), new("Sample patient B", null, null, false), null);
        var all = string.Join(" ", Pages(report));
        all.ShouldContain("Withheld");
        all.ShouldContain("120 s are needed");
        all.ShouldNotContain("Flagged for review");
    }

    [Fact]
    public void A_session_without_anything_still_gives_a_report()
    {
        var report = SampleReport.Of(new([], [], [], null, 0), null, [], new("Sample patient C", null, null, false), null);
        string.Join(" ", Pages(report)).ShouldContain("Nothing was recorded.");
    }

    [Fact]
    public void Erased_samples_are_told_with_their_day_and_the_stored_timeline_is_drawn()
    {
        var pages = Pages(SampleReport.Erased(SampleReport.Of()));

        pages[0].ShouldContain("The samples of this session were erased on 2028-03-04, after the period for which the clinic keeps them");
        pages[0].ShouldContain("Usable frames: 92 % of the observed time");
        var all = string.Join(" ", pages);
        all.ShouldMatch(@"00:00–00:30\s*\d+ %");
        all.ShouldNotContain("Parts of the session", Case.Sensitive);
    }

    [Fact]
    public void What_a_patient_had_erased_is_neither_unusable_nor_a_gap()
    {
        var all = string.Join(" ", Pages(SampleReport.ErasedOnRequest(SampleReport.Of())));

        all.ShouldContain("had everything that was measured in this session erased on 2026-03-06.");
        all.ShouldContain("Usable frames: not known any more");
        all.ShouldNotContain("Usable frames: 0 %");
        all.ShouldNotContain("Hatched");
        all.ShouldNotContain("Nothing was recorded.");
    }

    [Fact]
    public void A_pseudonymous_report_names_no_one()
    {
        var report = SampleReport.Of(pseudonymous: true);
        var all = string.Join(" ", Pages(report));
        all.ShouldContain(report.Subject.Name);
        report.Subject.Name.ShouldMatch("^Patient [0-9A-F]{4}-[0-9A-F]{4}$");
        all.ShouldNotContain("Sample patient");
        all.ShouldNotContain("S-0001");
        all.ShouldNotContain("1980");
    }

    [Fact]
    public void Hostile_text_is_only_text()
    {
        var hostile = "<script>alert(1)</script> (\\) Tj ET /JS \u202Egnp.exe\u0000\u0007 " + new string('W', 400);
        var bytes = Written(SampleReport.Of(name: hostile, record: "1)>> /OpenAction << /S /JavaScript"));
        using var document = PdfDocument.Open(bytes);
        document.GetPage(1).Text.ShouldContain("<script>");
        document.GetPages().ShouldAllBe(p => p.GetAnnotations().Count() == 0);
        var raw = System.Text.Encoding.Latin1.GetString(bytes);
        raw.ShouldNotContain("/OpenAction");
        raw.ShouldNotContain("/JavaScript");
        raw.ShouldNotContain("/Launch");
        document.GetPages().SelectMany(p => p.Letters).ShouldAllBe(l => l.Location.X < 595.3 && l.Location.X >= 0);
    }

    [Fact]
    public void Names_of_many_scripts_are_shown_and_what_the_typeface_lacks_is_marked()
    {
        var first = Pages(SampleReport.Of(name: "Zoë Ångström Ελένη Жанна 中"))[0];
        first.ShouldContain("Zoë Ångström Ελένη Жанна ?");
    }

    [Fact]
    public void Only_the_embedded_typeface_is_used()
    {
        using var document = PdfDocument.Open(Written(SampleReport.Of()));
        document.GetPages().SelectMany(p => p.Letters).Select(l => l.FontName ?? "").Distinct().ShouldAllBe(name => name.Contains("SourceSans3"));
    }

    [Fact]
    public void The_same_report_is_written_the_same_way_in_every_culture()
    {
        var report = SampleReport.Of();
        var usual = Pages(report);
        var culture = System.Globalization.CultureInfo.CurrentCulture;
        try
        {
            System.Globalization.CultureInfo.CurrentCulture = System.Globalization.CultureInfo.GetCultureInfo("de-DE");
            Pages(report).ShouldBe(usual);
        }
        finally
        {
            System.Globalization.CultureInfo.CurrentCulture = culture;
        }
    }
}
