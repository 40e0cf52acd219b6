using FerCare.Affect.Indicators;
using FerCare.Clinic.Findings;
using FerCare.Clinic.Instruments;
using FerCare.Clinic.Sessions;
using FerCare.Web.Languages;
using FerCare.Web.Trends;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Logging.Abstractions;

namespace FerCare.Web.Tests.Trends;

public sealed class TrendPanelsTests
{
    private static readonly DateTimeOffset start = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);
    private static readonly IStringLocalizer words = new Words(
        new ServiceCollection().AddLogging().AddLocalization().BuildServiceProvider().GetRequiredService<IStringLocalizerFactory>());
    private static readonly InstrumentLibrary library = new(new InstrumentFolder("/does/not/exist"), NullLogger<InstrumentLibrary>.Instance);

    [Fact]
    public void Only_comparable_neighbours_are_joined()
    {
        var panel = Depression(Session(1, 1, rules: "2026.1"), Session(2, 1), Session(3, 1.2), Session(4, null, FindingStatus.Withheld), Session(5, 1), Session(6, 1.1), Session(7, 0.2, period: 1));

        panel.Lines.Select(l => l.Select(p => panel.Points.ToList().IndexOf(p) + 1)).ShouldBe([[2, 3], [5, 6]]);
        panel.Points[0].Mark.ShouldBe(TrendMark.EarlierRules);
        panel.Points[0].Said.ShouldEndWith("rules 2026.1");
    }

    [Fact]
    public void Indices_that_another_network_had_a_part_in_are_not_joined()
    {
        var panel = Depression(Session(1, 1), Session(2, 1.2), Session(3, 1) with { ModelVersion = "another network" }, Session(4, 1.1) with { ModelVersion = "another network" });

        panel.Lines.Select(l => l.Select(p => panel.Points.ToList().IndexOf(p) + 1)).ShouldBe([[1, 2], [3, 4]]);
    }

    [Fact]
    public void Indices_of_another_context_are_left_out_and_their_sessions_stay_in_the_coverage()
    {
        var panels = Panels(Session(1, 1), Session(2, 1, context: SessionContext.Reading));
        panels.Single(p => p.Id == "index-DepressionPattern").Points.ShouldHaveSingleItem();
        panels.Single(p => p.Id == "sessions").Points.Count.ShouldBe(2);
    }

    [Theory]
    [InlineData(ReviewState.Preliminary, TrendMark.FlagUnreviewed, "flagged, not reviewed yet")]
    [InlineData(ReviewState.Confirmed, TrendMark.FlagConfirmed, "flagged, confirmed")]
    [InlineData(ReviewState.Dismissed, TrendMark.FlagDismissed, "flagged, dismissed")]
    public void A_flag_tells_how_far_its_review_has_got(ReviewState review, TrendMark mark, string said)
    {
        var point = Depression(Session(1, 2, FindingStatus.Flagged, review)).Points.Single();
        point.Mark.ShouldBe(mark);
        point.Said.ShouldBe($"3 Mar 2026, 09:00: +2.00 (95 % band +1.00 to +3.00), {said}");
        point.Top!.Value.ShouldBeLessThan(point.Y!.Value);
        point.Foot!.Value.ShouldBeGreaterThan(point.Y!.Value);
    }

    [Fact]
    public void A_session_without_an_index_stands_in_the_lane_with_its_reason()
    {
        var points = Depression(Session(1, null, FindingStatus.Withheld), Session(2, null, FindingStatus.NotEnoughSessions, baseline: true)).Points;
        points.Select(p => (p.Mark, p.Y)).ShouldBe([(TrendMark.Withheld, null), (TrendMark.Baseline, null)]);
        points[0].Said.ShouldEndWith(": Withheld: too short");
        points[1].Said.ShouldEndWith(": Baseline session, no index");
    }

    [Fact]
    public void A_score_stands_in_its_band_and_an_incomplete_form_in_the_lane_with_no_line_across()
    {
        var form = new FormRow(Guid.NewGuid(), "phq-9", "PHQ-9", null, FormOccasion.Entered, start, start, null, 9, 9, 12, 27, "moderate");
        FormRow[] forms = [form, form with { StartedAt = start.AddDays(1), CompletedAt = null, LeftAt = start.AddDays(1), Score = null, Band = null, Answered = 4 }, form with { CompletedAt = start.AddDays(2) }];

        var panel = new TrendPanels(new Trend([], forms, [], []), SessionContext.Conversation, new TrendAxis(start, start.AddDays(9)), TimeZoneInfo.Utc, library, IndicatorOptions.Default, words)
            .All().Single(p => p.Id == "form-phq-9");

        panel.Ranges.Select(r => r.Label).ShouldBe(["minimal", "mild", "moderate", "moderately severe", "severe"]);
        var band = panel.Ranges.Single(r => r.Label == "moderate");
        panel.Points[0].Y!.Value.ShouldBeInRange(band.Top, band.Foot);
        panel.Points[0].Said.ShouldEndWith("PHQ-9 12 (moderate)");
        (panel.Points[1].Mark, panel.Points[1].Y).ShouldBe((TrendMark.Incomplete, null));
        panel.Points[1].Said.ShouldContain("4 of 9 answered, not scored");
        panel.Lines.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(20)]
    [InlineData(100)]
    [InlineData(700)]
    [InlineData(4000)]
    public void An_axis_of_any_length_has_a_few_ticks_and_leaves_a_margin(int days)
    {
        var axis = new TrendAxis(start, start.AddDays(days));
        axis.Ticks(TimeZoneInfo.Utc, words).Count.ShouldBeInRange(1, 9);
        axis.At(start).ShouldBeGreaterThan(0.02);
        axis.At(start.AddDays(days)).ShouldBeLessThan(0.98);
    }

    private static TrendPanel Depression(params TrendSession[] sessions) => Panels(sessions).Single(p => p.Id == "index-DepressionPattern");

    private static IReadOnlyList<TrendPanel> Panels(params TrendSession[] sessions)
    {
        var trend = new Trend(sessions, [], [], []);
        return new TrendPanels(trend, SessionContext.Conversation, TrendAxis.Of(trend), TimeZoneInfo.Utc, library, IndicatorOptions.Default, words).All();
    }

    private static TrendSession Session(int number, double? index, FindingStatus status = FindingStatus.NoFlag, ReviewState review = ReviewState.Preliminary,
        string rules = IndicatorOptions.RuleVersion, int period = 0, SessionContext context = SessionContext.Conversation, bool baseline = false) =>
        new(Guid.NewGuid(), context, SessionState.Ended, start.AddDays(number), period, baseline, null,
            [new TrendIndex(IndicatorKind.DepressionPattern, status, "Withheld: too short.", index, index - 1, index + 1, 0.9, rules, review)]);
}
