using System.Text;
using FerCare.Affect.Timeline;
using FerCare.Reports.Csv;
using FerCare.Reports.Json;

namespace FerCare.Reports.Tests;

/// <summary>
/// Researchers read these files with scripts of their own: whatever changes in them has to be meant. With FERCARE_RENEW_GOLDEN=1 the tests write
/// the files anew, and the difference is looked at before it is committed.
/// </summary>
public sealed class GoldenFileTests
{
    public static TheoryData<string> Files => ["session.csv", "session.parts.csv", "session.codebook.csv", "session.json"];

    [Theory]
    [MemberData(nameof(Files))]
    public void The_file_is_the_one_that_was_agreed(string name)
    {
        using var to = new MemoryStream();
        Writer(name).Write(Short(), to, TestContext.Current.CancellationToken);
        var found = Encoding.UTF8.GetString(to.ToArray());
        var golden = Repository.At("tests", "FerCare.Reports.Tests", "Golden", name);
        if (Environment.GetEnvironmentVariable("FERCARE_RENEW_GOLDEN") == "1") File.WriteAllText(golden, found);

        found.ShouldBe(File.ReadAllText(golden));
    }

    private static IReportWriter Writer(string name) => name switch
    {
        "session.csv" => new CsvReportWriter(),
        "session.parts.csv" => new PartCsvWriter(),
        "session.codebook.csv" => new CodebookWriter(),
        _ => new JsonReportWriter(),
    };

    /// <summary>The sample report with the samples of two seconds, without the identity.</summary>
    private static SessionReport Short()
    {
        var report = SampleReport.AssessedAsMarked(SampleReport.Of(pseudonymous: true));
        var series = report.Series;
        bool Kept(long t) => t is >= 149_000 and < 150_200 or >= 249_600 and < 250_400;
        return report with { Series = new SessionSeries([.. series.Frames.Where(f => Kept(f.TimeMs))], [.. series.Emotions.Where(e => Kept(e.TimeMs))], series.Gaps, series.Baseline, series.DurationMs) };
    }
}
