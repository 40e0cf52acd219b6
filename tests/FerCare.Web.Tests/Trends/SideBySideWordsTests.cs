using FerCare.Affect.Indicators;
using FerCare.Clinic.Findings;
using FerCare.Clinic.Instruments;
using FerCare.Clinic.Sessions;
using FerCare.Clinic.Storage;
using FerCare.Web.Instruments;
using FerCare.Web.Languages;
using FerCare.Web.Reviews;
using FerCare.Web.Tests.Languages;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Logging.Abstractions;

namespace FerCare.Web.Tests.Trends;

/// <summary>What stands beside each other on a patient's trend is read in German, however it turned out.</summary>
public sealed class SideBySideWordsTests
{
    private static readonly DateTimeOffset Start = new(2026, 5, 4, 9, 0, 0, TimeSpan.Zero);
    private static readonly InstrumentLibrary Library = new(new InstrumentFolder("/does/not/exist"), NullLogger<InstrumentLibrary>.Instance);

    private readonly IStringLocalizer words = new Words(new ServiceCollection().AddLogging().AddLocalization().BuildServiceProvider().GetRequiredService<IStringLocalizerFactory>());

    [Fact]
    public void Whatever_index_and_questionnaire_say_has_German_words()
    {
        var flagged = Session(1, 3, FindingStatus.Flagged);
        var withheld = Session(4, null, FindingStatus.Withheld);
        TrendSession[][] courses =
        [
            [], [withheld], [Session(1, null, FindingStatus.NotEnoughSessions)], [flagged], [Session(1, 0.1, FindingStatus.NoFlag)],
            [flagged, Session(2, 3, FindingStatus.Flagged, ReviewState.Dismissed), withheld], [Session(1, 0.1, FindingStatus.NoFlag), Session(2, 0.2, FindingStatus.NoFlag)],
            [flagged, Session(32, 0.2, FindingStatus.NoFlag)],
        ];
        BaselineResetRow[][] resets = [[], [new(SessionContext.Conversation, "A new camera.", "Sample clinician", Start.AddDays(9))]];
        LastScore[] scores = [Score("phq-9", 4, "minimal", 1), Score("phq-9", 14, "moderate", 0), Score("phq-9", 14, "moderate", 40), Score("pss-10", 14, "moderate", 1)];
        var all = (from course in courses from reset in resets from score in scores from day in (int[])[4, 40]
                   select SideBySide.Of(IndicatorKind.DepressionPattern, course, reset, score, On(day), IndicatorOptions.Default, SideBySideOptions.Default)).ToList();

        all.Select(b => string.Concat(b.Verdict.Where(c => !char.IsDigit(c)))).Distinct().Count().ShouldBe(8);
        Reading.In("de", () => all.SelectMany(b => new[] { b.Verdict, b.Index["Index: ".Length..^1] }).Where(t => !t.Contains("a new baseline") && words.Recorded(t) == t).Distinct().ToArray()).ShouldBeEmpty();
        Reading.In("de", () => all.Select(b => words.Recorded(b.Index)!).Where(t => t.Contains("session") || t.Contains("baseline") || t.Contains("none")).Distinct().ToArray()).ShouldBeEmpty();
        Reading.In("en", () => all.SelectMany(b => new[] { b.Verdict, b.Index }).Where(t => words.Recorded(t) != t).Distinct().ToArray()).ShouldBeEmpty();
    }

    [Fact]
    public void The_age_of_an_index_is_told_in_German()
    {
        var both = SideBySide.Of(IndicatorKind.DepressionPattern, [Session(1, 3, FindingStatus.Flagged, ReviewState.Dismissed)], [], Score("phq-9", 4, "minimal", 0), On(401),
            IndicatorOptions.Default, SideBySideOptions.Default);

        Reading.In("de", () => words.Recorded(both.Index))
            .ShouldBe("Index: Veränderung markiert in der einzigen vergleichbaren Sitzung, 400 Tage alt, 1 davon von einer Fachperson verworfen.");
        Reading.In("de", () => words.Recorded(both.Verdict)).ShouldBe("Der Index ist 400 Tage alt und wird nicht verglichen; beide gelten.");
    }

    [Fact]
    public void Every_band_of_a_questionnaire_has_a_German_name() =>
        new[] { "phq-9", "gad-7", "pss-10", "pss-4" }.SelectMany(id => Library.Find(id)!.Bands).Select(b => b.Label).Where(label => Reading.In("de", () => words[label].ResourceNotFound))
            .ShouldBeEmpty();

    [Theory]
    [InlineData("phq-9", 4, "minimal", 12)]
    [InlineData("pss-10", 14, "moderate", 1)]
    [InlineData("gad-7", 6, "mild", 0)]
    [InlineData("pss-4", 6, null, 3)]
    public void A_score_is_told_in_English_as_the_reports_tell_it(string id, int total, string? band, int age)
    {
        var score = Score(id, total, band, age);

        Reading.In("en", () => $"{score.Instrument.ShortTitle}: {score.Standing(words)}").ShouldBe(score.Today);
        Reading.In("en", () => score.BesideSession(words)).ShouldBe(score.BesideSession);
    }

    [Fact]
    public void A_score_is_told_in_German()
    {
        Reading.In("de", () => Score("phq-9", 4, "minimal", 12).Standing(words)).ShouldBe("4 (minimal), 12 Tage alt");
        Reading.In("de", () => Score("pss-10", 14, "moderate", 1).BesideSession(words)).ShouldBe("Letzter PSS-10: 14 (mittelgradig, nach Übereinkunft), 1 Tag vor dieser Sitzung");
    }

    private static ScoreMoment On(int day) => new(Start.AddDays(day), Start.AddDays(day), TimeZoneInfo.Utc);

    private static TrendSession Session(int number, double? index, FindingStatus status, ReviewState review = ReviewState.Preliminary) =>
        new(Guid.NewGuid(), SessionContext.Conversation, SessionState.Ended, Start.AddDays(number), 0, false, null,
            [new TrendIndex(IndicatorKind.DepressionPattern, status, null, index, index - 1, index + 1, 0.9, IndicatorOptions.RuleVersion, review)]);

    private static LastScore Score(string id, int score, string? band, int age)
    {
        var instrument = Library.Find(id)!;
        return new(instrument, new FormRow(Guid.NewGuid(), id, instrument.ShortTitle, null, FormOccasion.Entered, Start, Start, null, 9, 9, score, instrument.Highest, band), null, age, false);
    }
}
