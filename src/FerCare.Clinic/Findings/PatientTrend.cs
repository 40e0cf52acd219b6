using System.Text.Json;
using FerCare.Affect.Indicators;
using FerCare.Clinic.Access;
using FerCare.Clinic.Instruments;
using FerCare.Clinic.Sessions;
using Microsoft.EntityFrameworkCore;

namespace FerCare.Clinic.Findings;

/// <summary>What one index said about one session, as the assessment that counts has it.</summary>
/// <param name="Reason">Why it is withheld, or what the status rests on.</param>
/// <param name="Index">The index in standard deviations of the baseline; null where withheld.</param>
/// <param name="Low">Lower end of the 95 % band.</param>
/// <param name="High">Upper end of the 95 % band.</param>
/// <param name="Review">How far a clinician has got with it.</param>
public sealed record TrendIndex(
    IndicatorKind Kind, FindingStatus Status, string? Reason, double? Index, double? Low, double? High, double Coverage, string RuleVersion, ReviewState Review);

/// <summary>A session that is over, with what is comparable over time.</summary>
/// <param name="At">Start of the session.</param>
/// <param name="Period">How often the baseline of its context had been taken anew before it.</param>
/// <param name="IsBaseline">The patient's baseline of that context and period was taken from it.</param>
/// <param name="Indices">By kind; empty where the session was not assessed.</param>
public sealed record TrendSession(
    Guid PublicId, SessionContext Context, SessionState State, DateTimeOffset At, int Period, bool IsBaseline, string? ModelVersion, IReadOnlyList<TrendIndex> Indices)
{
    /// <summary>Valid share of the session, 0..1; null where it was not assessed.</summary>
    public double? Coverage => Indices.Count > 0 ? Indices[0].Coverage : null;

    /// <summary>The finding of that kind; null where the session was not assessed.</summary>
    public TrendIndex? this[IndicatorKind kind] => Indices.FirstOrDefault(i => i.Kind == kind);

    /// <summary>Two indices count together towards a flag: same context, same baseline, same rules.</summary>
    public bool CountsWith(TrendSession other, IndicatorKind kind) =>
        Context == other.Context && Period == other.Period && this[kind]?.RuleVersion == other[kind]?.RuleVersion;

    /// <summary>Two indices may stand on one line: they count together and one network read both; where another read the session than the baseline, the index lacks a component.</summary>
    public bool IsComparableWith(TrendSession other, IndicatorKind kind) => CountsWith(other, kind) && ModelVersion == other.ModelVersion;
}

/// <summary>Everything about one patient that has a place on a common time axis.</summary>
/// <param name="Sessions">Sessions that are over, oldest first.</param>
/// <param name="Forms">All forms, incomplete ones too, oldest first.</param>
/// <param name="Resets">Baselines taken anew, oldest first.</param>
/// <param name="Baselines">The baselines that are frozen now.</param>
public sealed record Trend(
    IReadOnlyList<TrendSession> Sessions, IReadOnlyList<FormRow> Forms, IReadOnlyList<BaselineResetRow> Resets, IReadOnlyList<BaselineRow> Baselines)
{
    /// <summary>Contexts whose baseline the present rules cannot take, because samples or signals of its sessions have been erased: a clinician has to have a new one taken.</summary>
    public IReadOnlyList<SessionContext> OutOfReach { get; init; } = [];

    /// <summary>Nothing has happened that could be shown.</summary>
    public bool IsEmpty => Sessions.Count == 0 && Forms.Count == 0;
}

/// <summary>A patient's indices, questionnaires, coverage and baselines over time. Showing it on a page is recorded by that page.</summary>
public sealed class PatientTrend(IDbContextFactory<ClinicContext> contexts, InstrumentHistory history, PatientBaselines baselines, IndicatorOptions options)
{
    /// <summary>The trend of one patient; empty if the patient belongs to another team.</summary>
    public async Task<Trend> ForPatientAsync(CareScope scope, Guid patientId, CancellationToken cancel = default)
    {
        var resets = await baselines.ResetsAsync(scope, patientId, cancel);
        var frozen = await baselines.ForPatientAsync(scope, patientId, cancel);
        var (sessions, findings) = await contexts.UseAsync(async context =>
        {
            var own = context.SessionsOf(scope).Where(s => s.PatientId == patientId && s.StartedAt != null && (s.State == SessionState.Ended || s.State == SessionState.Withdrawn));
            return (
                await own.OrderBy(s => s.StartedAt).Select(s => new Held(s.Id, s.PublicId, s.Context, s.State, s.StartedAt!.Value, s.ModelVersion,
                    context.Signals.Where(r => r.SessionId == s.Id && r.Valid).Select(r => r.RuleVersion).ToList(),
                    s.SamplesErasedAt != null && !context.Signals.Any(r => r.SessionId == s.Id && r.RuleVersion == IndicatorOptions.RuleVersion))).ToListAsync(cancel),
                await (from finding in context.CurrentFindings()
                       join session in own on finding.SessionId equals session.Id
                       select new { finding.SessionId, finding.Json, finding.RuleVersion, finding.Review }).ToListAsync(cancel));
        }, cancel);
        var indices = findings.ToLookup(f => f.SessionId, f => Read(f.Json, f.RuleVersion, f.Review));
        var periods = sessions.Where(s => s.State == SessionState.Ended).ToLookup(s => (s.Context, Period: PeriodOf(s, resets)));
        var forgotten = frozen.Where(b => IsForgotten(b, sessions, resets)).ToDictionary(b => (b.Context, Period: PeriodOf(b.Context, b.LastSessionAt, resets)));
        var ofBaseline = OfBaseline(periods, frozen, forgotten);
        return new(
            [.. sessions.Select(s => new TrendSession(s.PublicId, s.Context, s.State, s.At, PeriodOf(s, resets), ofBaseline.Contains(s.Id), s.ModelVersion,
                [.. indices[s.Id].OrderBy(i => i.Kind)]))],
            [.. (await history.FormsAsync(scope, patientId, cancel)).Reverse()], resets, frozen)
        {
            OutOfReach = [.. periods.Where(p => p.Key.Period == resets.Count(r => r.Context == p.Key.Context) && (IsOutOfReach(p) || forgotten.ContainsKey(p.Key))).Select(p => p.Key.Context)],
        };
    }

    /// <summary>The sessions the baselines were or will be taken from: the first valid ones of each context and period, none after it was frozen.</summary>
    private HashSet<long> OfBaseline(IEnumerable<IGrouping<(SessionContext Context, int Period), Held>> periods, IReadOnlyList<BaselineRow> frozen,
        Dictionary<(SessionContext Context, int Period), BaselineRow> forgotten)
    {
        bool IsAfterFreezing(Held session) => frozen.Any(b => b.Context == session.Context && b.RuleVersion == IndicatorOptions.RuleVersion && session.At > b.LastSessionAt);
        IEnumerable<Held> Of(IGrouping<(SessionContext Context, int Period), Held> period) =>
            forgotten.TryGetValue(period.Key, out var former) ? period.Where(s => s.ValidBy.Contains(former.RuleVersion) && s.At <= former.LastSessionAt)
            : IsOutOfReach(period) ? period.Where(s => s.WasValid).Take(options.MaximumBaselineSessions)
            : period.Where(s => s.IsValid).Take(options.MaximumBaselineSessions).Where(s => !IsAfterFreezing(s));
        return [.. periods.SelectMany(Of).Select(s => s.Id)];
    }

    private bool IsOutOfReach(IEnumerable<Held> period) => SessionBaseline.IsOutOfReach(period.Where(s => s.WasValid).Select(s => s.IsLost), options);

    /// <summary>As an assessment sees it: earlier rules took the baseline, and signals of its sessions have been erased.</summary>
    private static bool IsForgotten(BaselineRow baseline, IReadOnlyList<Held> sessions, IReadOnlyList<BaselineResetRow> resets)
    {
        if (baseline.RuleVersion == IndicatorOptions.RuleVersion) return false;
        var period = PeriodOf(baseline.Context, baseline.LastSessionAt, resets);
        return SessionBaseline.IsForgotten(baseline.Sessions, sessions.Count(s => s.ValidBy.Contains(baseline.RuleVersion) && s.Context == baseline.Context && s.At <= baseline.LastSessionAt && PeriodOf(s, resets) == period));
    }

    private static int PeriodOf(Held session, IReadOnlyList<BaselineResetRow> resets) => PeriodOf(session.Context, session.At, resets);

    private static int PeriodOf(SessionContext context, DateTimeOffset at, IReadOnlyList<BaselineResetRow> resets) => resets.Count(r => r.Context == context && r.At <= at);

    private static TrendIndex Read(string json, string rules, ReviewState review)
    {
        var outline = JsonSerializer.Deserialize<Outline>(json) ?? throw new InvalidDataException("Stored finding: expected JSON of one, found null.");
        return new(outline.Kind, outline.Status, outline.Reason, outline.Index, outline.Low, outline.High, outline.Coverage, rules, review);
    }

    /// <param name="ValidBy">Versions of the rules that found it valid.</param>
    /// <param name="IsLost">Its samples were erased before the present rules could assess it.</param>
    private sealed record Held(long Id, Guid PublicId, SessionContext Context, SessionState State, DateTimeOffset At, string? ModelVersion, List<string> ValidBy, bool IsLost)
    {
        /// <summary>By the present rules.</summary>
        public bool IsValid => ValidBy.Contains(IndicatorOptions.RuleVersion);

        /// <summary>By earlier rules.</summary>
        public bool WasValid => ValidBy.Exists(version => version != IndicatorOptions.RuleVersion);
    }

    /// <summary>The part of a stored finding that is drawn; components and evidence stay with the session's own page.</summary>
    private sealed record Outline(IndicatorKind Kind, FindingStatus Status, string? Reason, double? Index, double? Low, double? High, double Coverage);
}
