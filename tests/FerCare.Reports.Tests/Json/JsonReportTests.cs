using System.Text.Json;
using FerCare.Affect;
using FerCare.Reports.Json;

namespace FerCare.Reports.Tests.Json;

public sealed class JsonReportTests
{
    [Fact]
    public void Both_series_read_back_with_null_where_nothing_was_measured()
    {
        var report = SampleReport.Of();
        var root = Read(report);

        var samples = root.GetProperty("samples");
        var happy = samples.GetProperty("probabilities").GetProperty("happy").EnumerateArray().ToArray();
        samples.GetProperty("timeMs").EnumerateArray().Select(t => t.GetInt64()).ShouldBe(report.Series.Emotions.Select(e => e.TimeMs));
        foreach (var (value, sample) in happy.Zip(report.Series.Emotions))
            if (sample.Emotions is { } emotions) value.GetDouble().ShouldBe(emotions[Emotion.Happy], 6e-5);
            else value.ValueKind.ShouldBe(JsonValueKind.Null);
        root.GetProperty("frames").GetProperty("leftEye").GetArrayLength().ShouldBe(report.Series.Frames.Count);
    }

    [Fact]
    public void Findings_carry_their_components_evidence_and_review()
    {
        var root = Read(SampleReport.Of());
        root.GetProperty("notice").GetString().ShouldBe(SessionReport.Disclaimer);
        var findings = root.GetProperty("findings").EnumerateArray().ToArray();
        findings.Select(f => f.GetProperty("indicator").GetString()).ShouldBe(["depression-pattern", "stress-pattern"]);
        findings[0].GetProperty("review").GetString().ShouldBe("dismissed");
        findings[0].GetProperty("components").GetArrayLength().ShouldBeGreaterThan(3);
        root.GetProperty("questionnaires")[0].GetProperty("answers").EnumerateObject().Count().ShouldBe(9);
    }

    [Fact]
    public void The_parts_that_count_are_those_the_findings_were_assessed_on_whatever_was_marked_since()
    {
        Counts(SampleReport.AssessedAsMarked(SampleReport.Of())).ShouldBe([("conversation", true), ("reading", false), ("baseline", false)]);
        Counts(SampleReport.Of()).ShouldBe([("conversation", true), ("reading", true), ("baseline", false)]);

        static IEnumerable<(string?, bool)> Counts(SessionReport report) =>
            Read(report).GetProperty("parts").EnumerateArray().Select(p => (p.GetProperty("context").GetString(), p.GetProperty("countsForFindings").GetBoolean()));
    }

    [Fact]
    public void Markers_and_notes_are_told_with_kind_words_author_and_time()
    {
        var markers = Read(SampleReport.Of()).GetProperty("markers").EnumerateArray().ToArray();
        markers.Select(m => (m.GetProperty("timeMs").GetInt64(), m.GetProperty("kind").GetString(), m.GetProperty("text").GetString(), m.GetProperty("by").GetString())).ShouldBe(
            [(149_500L, "difficult-topic", null, "Sample clinician"), (160_000L, "plain", "=Spoke of the move to another town.", "Sample clinician")]);
        markers[1].GetProperty("at").GetDateTimeOffset().ShouldBe(new DateTimeOffset(2026, 3, 4, 11, 15, 0, TimeSpan.FromHours(1)));
    }

    [Fact]
    public void A_session_whose_samples_are_erased_says_so_and_tells_no_coverage_of_none()
    {
        Read(SampleReport.Of()).GetProperty("session").TryGetProperty("samplesErased", out _).ShouldBeFalse("files of other sessions stay as they were");

        var kept = Read(SampleReport.Erased(SampleReport.Of()));
        var erased = kept.GetProperty("session").GetProperty("samplesErased");
        erased.GetProperty("because").GetString().ShouldBe("retention");
        erased.GetProperty("at").GetDateTimeOffset().ShouldBe(new DateTimeOffset(2028, 3, 4, 10, 15, 0, TimeSpan.FromHours(1)));
        kept.GetProperty("coverage").GetProperty("validShare").GetDouble().ShouldBe(0.923, 0.001);
        kept.GetProperty("parts").ValueKind.ShouldBe(JsonValueKind.Null);

        var gone = Read(SampleReport.ErasedOnRequest(SampleReport.Of()));
        gone.GetProperty("session").GetProperty("samplesErased").GetProperty("because").GetString().ShouldBe("withdrawn");
        gone.GetProperty("coverage").EnumerateObject().Select(p => (p.Name, p.Value.ValueKind)).ShouldBe(
            [("validShare", JsonValueKind.Null), ("validSeconds", JsonValueKind.Null), ("observedSeconds", JsonValueKind.Null)]);
    }

    private static JsonElement Read(SessionReport report)
    {
        using var to = new MemoryStream();
        new JsonReportWriter().Write(report, to);
        return JsonDocument.Parse(to.ToArray()).RootElement;
    }
}
