using FerCare.Affect.Indicators;
using FerCare.Clinic.Findings;
using FerCare.Clinic.Instruments;
using FerCare.Clinic.Sessions;
using FerCare.Web.Reviews;
using Microsoft.Extensions.Localization;

namespace FerCare.Web.Trends;

/// <summary>Lays a trend out in panels: each index above the questionnaire that is comparable with it, then the GAD-7, then the sessions.</summary>
public sealed class TrendPanels(Trend trend, SessionContext context, TrendAxis axis, TimeZoneInfo zone, InstrumentLibrary library, IndicatorOptions rules, IStringLocalizer words)
{
    private const double Reach = 5; // six clipped components reach 4.65

    /// <summary>The panels from top to bottom; an instrument without a form has none.</summary>
    public IReadOnlyList<TrendPanel> All() =>
    [
        IndexPanel(IndicatorKind.DepressionPattern), .. Forms("phq-9"),
        IndexPanel(IndicatorKind.StressPattern), .. Forms("pss-10"), .. Forms("pss-4"), .. Forms("gad-7"),
        Sessions(),
    ];

    private TrendPanel IndexPanel(IndicatorKind kind)
    {
        var sessions = trend.Sessions.Where(s => s.Context == context).ToList();
        var ends = sessions.Select(s => s[kind]).OfType<TrendIndex>().SelectMany(i => new[] { i.Low, i.High, i.Index }).OfType<double>().ToList();
        var scale = new TrendScale(Math.Clamp(Math.Floor(ends.DefaultIfEmpty(0).Min()), -Reach, -2), Math.Clamp(Math.Ceiling(ends.DefaultIfEmpty(0).Max()), 3, Reach));
        var points = sessions.ConvertAll(s => Point(s, kind, scale));
        return new($"index-{kind}", words.Name(kind), words["Standard deviations of this patient, 95 % bands. 0 is the baseline, {0:0.00} counts towards a flag.", rules.FlagThreshold],
            [new(scale.At(scale.High), $"{scale.High:+0}"), new(scale.At(rules.FlagThreshold), $"+{rules.FlagThreshold:0.00}"), new(scale.At(0), "0"), new(scale.At(scale.Low), $"−{-scale.Low:0}")],
            [scale.At(rules.FlagThreshold), scale.At(0)], [], [new(scale.At(rules.FlagThreshold), words["towards a flag"]), new(scale.At(0), words["Baseline"])],
            Runs(points, (a, b) => points[a].Y is not null && points[b].Y is not null && sessions[a].IsComparableWith(sessions[b], kind)), points);
    }

    private TrendPoint Point(TrendSession session, IndicatorKind kind, TrendScale scale)
    {
        var found = session[kind];
        var mark = found switch
        {
            _ when session.State == SessionState.Withdrawn => TrendMark.Withdrawn,
            { Index: not null, Status: FindingStatus.Flagged, Review: ReviewState.Confirmed } => TrendMark.FlagConfirmed,
            { Index: not null, Status: FindingStatus.Flagged, Review: ReviewState.Dismissed } => TrendMark.FlagDismissed,
            { Index: not null, Status: FindingStatus.Flagged } => TrendMark.FlagUnreviewed,
            { Index: not null } => found.RuleVersion == IndicatorOptions.RuleVersion ? TrendMark.Index : TrendMark.EarlierRules,
            _ => session.IsBaseline ? TrendMark.Baseline : TrendMark.Withheld,
        };
        var ofRules = found is null || found.RuleVersion == IndicatorOptions.RuleVersion ? "" : words[", rules {0}", found.RuleVersion];
        return new(mark, axis.At(session.At), At(found?.Index), $"{TrendWords.Moment(session.At, zone, words)}: {session.Told(kind, words)}{ofRules}", Review(session), At(found?.High), At(found?.Low));

        double? At(double? value) => value is { } known ? scale.At(known) : null;
    }

    private IEnumerable<TrendPanel> Forms(string id)
    {
        var forms = trend.Forms.Where(f => f.InstrumentId == id).ToList();
        if (forms.Count == 0 || library.Find(id) is not { } instrument) yield break;
        var scale = new TrendScale(instrument.Lowest, instrument.Highest);
        var points = forms.ConvertAll(f => new TrendPoint(f.Score is null ? TrendMark.Incomplete : TrendMark.Score, axis.At(f.CompletedAt ?? f.StartedAt), f.Score is { } score ? scale.At(score) : null,
            $"{TrendWords.Moment(f.CompletedAt ?? f.StartedAt, zone, words)}: {f.ShortTitle} {f.Told(library, words)}", $"/forms/{f.FormId}"));
        // A total is a whole number: the edge between two bands lies between them.
        double Edge(int total) => scale.At(total == instrument.Lowest ? total : total - 0.5);
        TrendRange[] ranges = [.. instrument.Bands.Select(b => new TrendRange(words.Recorded(b.Label) ?? b.Label, b.To == instrument.Highest ? 0 : Edge(b.To + 1), Edge(b.From)))];
        yield return new($"form-{id}", instrument.ShortTitle, Note(instrument),
            [new(0, $"{instrument.Highest}"), .. instrument.Bands.Where(b => b.From > instrument.Lowest).Select(b => new TrendTick(Edge(b.From), $"{b.From}")).Reverse(), new(1, $"{instrument.Lowest}")],
            [], ranges, [.. ranges.Select(r => new TrendTick((r.Top + r.Foot) / 2, r.Label))],
            Runs(points, (a, b) => points[a].Y is not null && points[b].Y is not null), points);
    }

    private string Note(Instrument instrument) => words["Total, {0} to {1}.", instrument.Lowest, instrument.Highest] + " "
        + (instrument.Bands.Count == 0 ? words["No bands exist."] : instrument.BandsAreConvention ? words["The bands are a convention."] : words["Bands: {0}.", instrument.Source]);

    private TrendPanel Sessions()
    {
        var scale = new TrendScale(0, 1);
        var least = scale.At(rules.Signals.MinimumCoverage);
        return new("sessions", words["Sessions and coverage"], words["Valid share of each session, all contexts. Under the line there is no index."],
            [new(0, "100 %"), new(least, $"{rules.Signals.MinimumCoverage * 100:0} %"), new(1, "0 %")], [least], [], [new(least, words["least for an index"])], [],
            [.. trend.Sessions.Select(s => new TrendPoint(
                s.State == SessionState.Withdrawn ? TrendMark.Withdrawn : s.IsBaseline ? TrendMark.Baseline : TrendMark.Session, axis.At(s.At), s.Coverage is { } share ? scale.At(share) : null,
                $"{TrendWords.Moment(s.At, zone, words)}: {words.Within(s.Context)}, {(s.Coverage is { } valid ? words["coverage {0:0} %", valid * 100] : s.Told(IndicatorKind.DepressionPattern, words))}{(s.IsBaseline ? words[", baseline session"] : "")}",
                Review(s)))])
        { IsBars = true };
    }

    /// <summary>Neighbours that belong together, in runs of two or more.</summary>
    private static IReadOnlyList<IReadOnlyList<TrendPoint>> Runs(List<TrendPoint> points, Func<int, int, bool> belong)
    {
        var runs = new List<List<TrendPoint>>();
        for (var i = 1; i < points.Count; i++)
        {
            if (!belong(i - 1, i)) continue;
            if (runs.Count > 0 && ReferenceEquals(runs[^1][^1], points[i - 1])) runs[^1].Add(points[i]);
            else runs.Add([points[i - 1], points[i]]);
        }

        return runs;
    }

    private static string Review(TrendSession session) => $"/sessions/{session.PublicId}/review";
}
