using System.Text.Json;
using FerCare.Affect.Indicators;
using FerCare.Affect.Signals;
using FerCare.Clinic.Access;
using FerCare.Clinic.Sessions;
using FerCare.Clinic.Storage;
using Microsoft.EntityFrameworkCore;

namespace FerCare.Clinic.Findings;

/// <summary>
/// What one session is compared with: the baseline of its patient in its context since the last reset before it. A clinician's reset parts
/// two times: neither is compared with the other, in whatever order sessions are assessed.
/// </summary>
/// <param name="Usual">The figures of the baseline.</param>
/// <param name="LastSessionAt">Start of the last session it was taken from.</param>
/// <param name="FrozenAt">When it was frozen; null where it is taken for this session alone.</param>
internal sealed record SessionBaseline(PatientBaseline Usual, DateTimeOffset LastSessionAt, DateTimeOffset? FrozenAt)
{
    /// <summary>
    /// The frozen baseline, or what the earlier sessions give, which is frozen as soon as it is full; null where there are too few of them, or where
    /// it is out of reach: then no later sessions take its place, for a change that has happened by now would count as usual.
    /// </summary>
    public static async Task<(SessionBaseline? Baseline, bool OutOfReach)> BeforeAsync(
        ClinicContext context, MonitoringSession session, DateTimeOffset startedAt, DateTimeOffset now, IndicatorOptions options, CancellationToken cancel)
    {
        var resets = context.BaselineResets.Where(r => r.PatientId == session.PatientId && r.Context == session.Context);
        var reset = await resets.Where(r => r.At <= startedAt).MaxAsync(r => (DateTimeOffset?)r.At, cancel) ?? DateTimeOffset.MinValue;
        var frozen = await context.Baselines.SingleOrDefaultAsync(b => b.PatientId == session.PatientId && b.Context == session.Context, cancel);
        // One from before the reset does not count, however it came to be there.
        var stands = frozen is not null && frozen.RuleVersion == IndicatorOptions.RuleVersion && frozen.LastSessionAt > reset;
        if (stands && startedAt > frozen!.LastSessionAt) return (new(Read<PatientBaseline>(frozen.Json), frozen.LastSessionAt, frozen.FrozenAt), false);

        var former = await (
            from before in context.Sessions
            where before.PatientId == session.PatientId && before.Context == session.Context && before.State == SessionState.Ended
                && before.StartedAt < startedAt && before.StartedAt > reset
                && context.Signals.Any(s => s.SessionId == before.Id && s.Valid && s.RuleVersion != IndicatorOptions.RuleVersion)
            orderby before.StartedAt
            select before.SamplesErasedAt != null && !context.Signals.Any(s => s.SessionId == before.Id && s.RuleVersion == IndicatorOptions.RuleVersion))
            .Take(options.MaximumBaselineSessions).ToListAsync(cancel);
        if (IsOutOfReach(former, options)) return (null, true);
        var forgotten = false;
        if (!stands && frozen is not null && frozen.LastSessionAt > reset)
        {
            var known = await context.Sessions.CountAsync(s => s.PatientId == session.PatientId && s.Context == session.Context && s.StartedAt > reset && s.StartedAt <= frozen.LastSessionAt
                && context.Signals.Any(r => r.SessionId == s.Id && r.Valid && r.RuleVersion == frozen.RuleVersion), cancel);
            forgotten = IsForgotten(frozen.Sessions, known);
            if (forgotten && startedAt > frozen.LastSessionAt) return (null, true);
        }

        var earlier = await (
            from signals in context.Signals.AsNoTracking()
            join before in context.Sessions on signals.SessionId equals before.Id
            where before.PatientId == session.PatientId && before.Context == session.Context && before.State == SessionState.Ended
                && before.StartedAt < startedAt && before.StartedAt > reset && signals.Valid && signals.RuleVersion == IndicatorOptions.RuleVersion
            orderby before.StartedAt
            select new { signals.Json, before.StartedAt }).Take(options.MaximumBaselineSessions).ToListAsync(cancel);
        if (PatientBaseline.From([.. earlier.Select(e => Read<SessionSignals>(e.Json))], options) is not { } usual) return (null, false);
        var last = earlier[^1].StartedAt!.Value;
        // The baseline that is frozen is that of the latest sessions: one from before a later reset is taken for its own sessions and not kept. Nor is one
        // that the sessions would give of which something is left, in the place of one that has lost some.
        if (earlier.Count < options.MaximumBaselineSessions || stands || forgotten || await resets.AnyAsync(r => r.At > startedAt, cancel)) return (new(usual, last, null), false);
        if (frozen is not null) context.Baselines.Remove(frozen);
        await context.SaveChangesAsync(cancel);
        context.Baselines.Add(new BaselineRecord(session.PatientId, session.Context, JsonSerializer.Serialize(usual), earlier.Count, last, IndicatorOptions.RuleVersion, now));
        return (new(usual, last, now), false);
    }

    /// <summary>Whether earlier rules had a full baseline that the present ones cannot take, because samples of its sessions have been erased.</summary>
    /// <param name="former">The sessions of one context and period that earlier rules found valid, oldest first: whether the present ones can no longer assess it.</param>
    public static bool IsOutOfReach(IEnumerable<bool> former, IndicatorOptions options)
    {
        bool[] full = [.. former.Take(options.MaximumBaselineSessions)];
        return full.Length == options.MaximumBaselineSessions && full.Contains(true);
    }

    /// <summary>
    /// Whether signals of sessions that a baseline of earlier rules was taken from have been erased. It is kept for as long as the patient comes, longer than
    /// its sessions' signals; then the sessions that have some left are later ones, and would give another baseline.
    /// </summary>
    /// <param name="taken">From how many sessions it was taken.</param>
    /// <param name="known">How many sessions up to its last one are known to have been valid by the rules that took it.</param>
    public static bool IsForgotten(int taken, int known) => known < taken;

    /// <summary>
    /// The latest findings with an index that earlier sessions have against this same baseline, oldest first: none of a session that it was
    /// taken from, and none that was assessed before it was frozen.
    /// </summary>
    public async Task<IReadOnlyList<IndicatorFinding>> EarlierAsync(ClinicContext context, MonitoringSession session, DateTimeOffset startedAt, IndicatorOptions options, CancellationToken cancel)
    {
        var json = await (
            from finding in context.CurrentFindings()
            join before in context.Sessions on finding.SessionId equals before.Id
            where before.PatientId == session.PatientId && before.Context == session.Context && before.State == SessionState.Ended
                && before.StartedAt < startedAt && before.StartedAt > LastSessionAt && finding.Index != null && finding.RuleVersion == IndicatorOptions.RuleVersion
                && (FrozenAt == null || context.Signals.Any(s => s.SessionId == before.Id && s.RuleVersion == IndicatorOptions.RuleVersion && s.ComputedAt >= FrozenAt))
            orderby before.StartedAt descending
            select finding.Json).Take(options.FlagWindow * Enum.GetValues<IndicatorKind>().Length * 2).ToListAsync(cancel);
        return [.. json.AsEnumerable().Reverse().Select(Read<IndicatorFinding>)];
    }

    /// <summary>
    /// Forgets a frozen baseline that this session belongs to, or would have belonged to: it is taken anew when the next session is compared with it.
    /// That of a time after a later reset stays.
    /// </summary>
    /// <param name="rules">Only one taken by these rules; null for any.</param>
    public static Task ForgetWithAsync(ClinicContext context, MonitoringSession session, DateTimeOffset startedAt, string? rules, CancellationToken cancel) =>
        context.Baselines.Where(b => b.PatientId == session.PatientId && b.Context == session.Context && b.LastSessionAt >= startedAt && (rules == null || b.RuleVersion == rules)
            && !context.BaselineResets.Any(r => r.PatientId == b.PatientId && r.Context == b.Context && r.At > startedAt && r.At <= b.LastSessionAt)).ExecuteDeleteAsync(cancel);

    private static T Read<T>(string json) => JsonSerializer.Deserialize<T>(json) ?? throw new InvalidDataException($"Stored {typeof(T).Name}: expected JSON of one, found null.");
}
