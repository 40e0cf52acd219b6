using System.Text.RegularExpressions;
using FerCare.Affect.Indicators;
using FerCare.Affect.Signals;
using FerCare.Affect.Timeline;
using FerCare.Clinic.Findings;
using FerCare.Clinic.Sessions;
using FerCare.Clinic.Storage;
using FerCare.Web.Languages;
using FerCare.Web.Reviews;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;

namespace FerCare.Web.Tests.Reviews;

public sealed class SessionComparisonTests
{
    private static readonly DateTimeOffset start = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);
    private static readonly IStringLocalizer words = new Words(
        new ServiceCollection().AddLogging().AddLocalization().BuildServiceProvider().GetRequiredService<IStringLocalizerFactory>());

    [Fact]
    public void Differences_are_the_second_less_the_first_in_the_unit_of_the_figure()
    {
        var rows = new SessionComparison(Held(1, 0.3, Series(smiles: 0.1)), Held(8, 1.9, Series(smiles: 0.6)), []);

        var length = rows.Findings(words)[0];
        (length.First, length.Second, length.Difference).ShouldBe(("3 min 20 s", "3 min 20 s", "0 s"));
        Depression(rows).Difference.ShouldBe("+1.60");
        Depression(rows).FirstWhy.ShouldBe("Not flagged");
        var smiling = rows.Signals(words).Single(r => r.Name == "Smiling");
        smiling.Difference.ShouldMatch(@"^\+\d+ percentage points$");
        rows.Signals(words).Count.ShouldBe(SignalKinds.All.Count);
    }

    [Fact]
    public void A_difference_that_rounds_to_nothing_has_no_sign_and_a_figure_below_nothing_has_a_real_one()
    {
        var calm = new SyntheticSession { Seconds = 200, FramesPerSecond = 10, EmotionsPerSecond = 4, BaselineSeconds = 0, SmileShare = 0, Sadness = 0.4 };
        var rows = new SessionComparison(Held(1, 0.3, calm.Build()), Held(8, 0.3, (calm with { Seed = 2 }).Build()), []).Signals(words);

        rows.Single(r => r.Name == "Eye opening").Difference.ShouldBe("0.00");
        rows.Select(r => r.Difference).ShouldAllBe(d => !Regex.IsMatch(d, "^[+−-]0[.0]*(?![.1-9])"));
        rows.Single(r => r.Name == "Valence (proxy)").First.ShouldStartWith("−0.");
    }

    [Theory]
    [InlineData(0.086, 0.094, "0 percentage points")]
    [InlineData(0.094, 0.086, "0 percentage points")]
    [InlineData(0.094, 0.096, "+1 percentage point")]
    [InlineData(0.104, 0.086, "−1 percentage point")]
    [InlineData(0.3, 0.5, "+20 percentage points")]
    public void A_difference_is_that_of_the_figures_that_are_shown(double first, double second, string difference)
    {
        var rows = new SessionComparison(Of(first), Of(second), []);

        rows.Findings(words).Single(r => r.Name == "Coverage").Difference.ShouldBe(difference);
        rows.Signals(words).Single(r => r.Name == "Smiling").Difference.ShouldBe(difference);

        static ComparedSession Of(double share)
        {
            var held = Held(1, null, Series(0.1));
            return held with { Signals = held.Signals! with { Coverage = share, SmileRatio = Signal.Of(share) } };
        }
    }

    [Fact]
    public void What_is_missing_is_said_with_its_reason()
    {
        var assessed = Held(1, 0.3, Series(0.1));
        var rows = new SessionComparison(assessed, Held(8, null, null), []);

        Depression(rows).SecondWhy.ShouldBe("Too short.");
        Depression(rows).Difference.ShouldBe("missing in the second");
        rows.Findings(words).Single(r => r.Name == "Stress-pattern indicator").Difference.ShouldBe("missing in both");
        rows.Signals(words).ShouldAllBe(r => r.SecondWhy == "not assessed");
        Depression(new SessionComparison(Held(8, null, null), assessed, [])).Difference.ShouldBe("missing in the first");
    }

    [Fact]
    public void Indices_without_a_common_baseline_have_no_difference()
    {
        var first = Held(1, 0.3, null);

        Depression(new(first, Held(8, 1.9, null, context: SessionContext.Rest), [])).Difference.ShouldBe("not compared: another context");
        Depression(new(first, Held(8, 1.9, null, rules: "2025.1"), [])).Difference.ShouldBe("not compared: other rules");
        BaselineResetRow anew = new(SessionContext.Conversation, "A new camera.", "Name of north", start.AddDays(4));
        Depression(new(first, Held(8, 1.9, null), [anew])).Difference.ShouldBe("not compared: another baseline");
        Depression(new(first, Held(8, 1.9, null), [anew with { Context = SessionContext.Rest }])).Difference.ShouldBe("+1.60");
        Depression(new(first, Held(8, 1.9, null), [anew with { At = start.AddDays(20) }])).Difference.ShouldBe("+1.60");
    }

    [Fact]
    public void What_two_networks_read_has_no_difference_and_what_comes_from_the_landmarks_has()
    {
        var second = Held(8, 1.9, Series(smiles: 0.6));
        var both = new SessionComparison(Held(1, 0.3, Series(smiles: 0.1)), second with { Session = second.Session with { ModelVersion = "another network" } }, []);

        Depression(both).Difference.ShouldBe("not compared: another network");
        var signals = both.Signals(words);
        signals.Single(r => r.Name == "Smiling").Difference.ShouldBe("not compared: another network");
        signals.Single(r => r.Name == "Smiling").Second.ShouldNotBe("–");
        signals.Single(r => r.Name == "Head movement").Difference.ShouldNotStartWith("not compared");
    }

    private static ComparisonRow Depression(SessionComparison both) => both.Findings(words).Single(r => r.Name == "Depression-pattern indicator");

    private static SessionSeries Series(double smiles) => new SyntheticSession { Seconds = 200, FramesPerSecond = 10, EmotionsPerSecond = 4, BaselineSeconds = 0, SmileShare = smiles }.Build();

    private static ComparedSession Held(int day, double? index, SessionSeries? series, SessionContext context = SessionContext.Conversation, string rules = IndicatorOptions.RuleVersion)
    {
        var session = new SessionRow(day, Guid.NewGuid(), Guid.NewGuid(), "Sample patient", "T-1", "Team North", context, SessionState.Ended, start.AddDays(day), start.AddDays(day), start.AddDays(day), null, null, null, 0, 0, 1, 0, false);
        var finding = new IndicatorFinding(IndicatorKind.DepressionPattern, index is null ? FindingStatus.Withheld : FindingStatus.NoFlag, index is null ? "Too short." : null, index, index - 1, index + 1, [], [], 1, rules);
        SessionTier? tier = series is null ? null : new(10_000, EmotionBins.OfWidth(series, 10_000));
        return new(session, new(tier, tier, 200_000, [], null, []), series is null ? null : SessionSignals.Of(series, IndicatorOptions.Default.Signals), [new(day, finding, null, start.AddDays(day), ReviewState.Preliminary)]);
    }
}
