using System.Text.Json;
using FerCare.Affect.Indicators;
using FerCare.Affect.Signals;
using FerCare.Affect.Timeline;
using FerCare.Clinic.Access;
using FerCare.Clinic.Sealing;
using FerCare.Clinic.Sessions;
using FerCare.Clinic.Storage;
using Microsoft.EntityFrameworkCore;

namespace FerCare.Clinic.Findings;

/// <summary>One step of a review as pages and reports show it.</summary>
public sealed record ReviewLine(ReviewStep Step, string? Note, string Reviewer, DateTimeOffset At);

/// <summary>An earlier assessment of the same index that a later one took the place of.</summary>
public sealed record SupersededFinding(IndicatorFinding Finding, string? ModelVersion, DateTimeOffset AssessedAt, ReviewState Review, IReadOnlyList<ReviewLine> Reviews);

/// <summary>A finding as stored, with how far its review has got.</summary>
public sealed record StoredFinding(long Id, IndicatorFinding Finding, string? ModelVersion, DateTimeOffset AssessedAt, ReviewState Review)
{
    /// <summary>What clinicians did with it, oldest first.</summary>
    public IReadOnlyList<ReviewLine> Reviews { get; init; } = [];

    /// <summary>What was assessed before, newest first.</summary>
    public IReadOnlyList<SupersededFinding> Earlier { get; init; } = [];
}

/// <summary>
/// Concludes sessions that are over: roll-ups, signals, the patient's baseline and the two findings. Only the parts of a session in its own
/// context count, and only sessions of one context are compared. Where it is run again and finds
/// something else, the earlier finding is kept as superseded, with its review.
/// </summary>
public sealed class SessionAssessment(
    IDbContextFactory<ClinicContext> contexts, SessionJournal journal, SessionArchive archive, PatientSeals seals, TimeProvider time, IndicatorOptions options) : IDisposable
{
    // One at a time: the second session of a patient must see the first one's signals and baseline.
    private readonly SemaphoreSlim desk = new(1);

    /// <summary>
    /// Concludes a session that is over. A withdrawn session gets its timeline and no findings: the consent to be assessed was taken back.
    /// </summary>
    /// <exception cref="CourseRefusedException">The session is not over.</exception>
    public async Task<IReadOnlyList<IndicatorFinding>> ConcludeAsync(long sessionId, CancellationToken cancel = default)
    {
        if (journal.IsStarted) await journal.FlushAsync(cancel);
        await desk.WaitAsync(cancel);
        try
        {
            return await contexts.UseAsync(context => ConcludeAsync(context, sessionId, cancel), cancel);
        }
        finally
        {
            desk.Release();
        }
    }

    /// <summary>The findings of a session in the order of their kinds; empty if it was not concluded or belongs to another team.</summary>
    public Task<IReadOnlyList<StoredFinding>> FindingsAsync(CareScope scope, Guid publicId, CancellationToken cancel = default) => contexts.UseAsync(async context =>
    {
        var own = context.SessionsOf(scope).Where(s => s.PublicId == publicId);
        var rows = await (from finding in context.Findings.AsNoTracking() join session in own on finding.SessionId equals session.Id select finding).ToListAsync(cancel);
        var steps = await (
            from review in context.FindingReviews.AsNoTracking()
            join finding in context.Findings on review.FindingId equals finding.Id
            join session in own on finding.SessionId equals session.Id
            orderby review.Id
            select new { Review = review, session.PatientId }).ToListAsync(cancel);
        var reviews = steps.ToLookup(s => s.Review.FindingId, s => new ReviewLine(s.Review.Step,
            s.Review.Note is { } note ? seals.Open(s.PatientId, SealedPlace.ReviewNote(s.Review.Id), note) : null, s.Review.ReviewerName, s.Review.At));
        var earlier = rows.Where(f => f.SupersededAt is not null).OrderByDescending(f => f.Id)
            .ToLookup(f => f.Kind, f => new SupersededFinding(Read<IndicatorFinding>(f.Json), f.ModelVersion, f.AssessedAt, f.Review, [.. reviews[f.Id]]));
        return (IReadOnlyList<StoredFinding>)[.. rows.Where(f => f.SupersededAt is null)
            .Select(f => new StoredFinding(f.Id, Read<IndicatorFinding>(f.Json), f.ModelVersion, f.AssessedAt, f.Review) { Reviews = [.. reviews[f.Id]], Earlier = [.. earlier[f.Kind]] })
            .OrderBy(f => f.Finding.Kind)];
    }, cancel);

    /// <summary>The signals of a session by the latest rules that saw it; null if it was not concluded or belongs to another team.</summary>
    public Task<SessionSignals?> SignalsAsync(CareScope scope, Guid publicId, CancellationToken cancel = default) => contexts.UseAsync(async context =>
    {
        var json = await (
            from signals in context.Signals.AsNoTracking()
            join session in context.SessionsOf(scope).Where(s => s.PublicId == publicId) on signals.SessionId equals session.Id
            where session.State == SessionState.Ended
            orderby signals.ComputedAt descending
            select signals.Json).FirstOrDefaultAsync(cancel);
        return json is null ? null : Read<SessionSignals>(json);
    }, cancel);

    public void Dispose() => desk.Dispose();

    private async Task<IReadOnlyList<IndicatorFinding>> ConcludeAsync(ClinicContext context, long sessionId, CancellationToken cancel)
    {
        var session = await context.Sessions.AsNoTracking().SingleOrDefaultAsync(s => s.Id == sessionId, cancel)
            ?? throw new ArgumentException($"Session: expected one that exists, found number {sessionId}.", nameof(sessionId));
        if (!session.State.IsOver()) throw new CourseRefusedException(sessionId, "The assessment", "over", session.State);
        if (session.State == SessionState.Withdrawn) return await LeaveAsync(context, session, cancel);
        // Without its samples a session would look as if nothing had been seen in it; what was assessed while they were there stands.
        if (session.SamplesErasedAt is not null) return [];
        var series = await archive.RollUpAsync(context, session, cancel);
        var now = time.GetUtcNow();

        await using var change = await context.Database.BeginTransactionAsync(cancel);
        // Nobody else writes from here on. Whoever withdrew or erased since the session was read has the last word: nothing of it is written any more.
        if (!await context.Sessions.AnyAsync(s => s.Id == sessionId && s.State == session.State && s.SamplesErasedAt == session.SamplesErasedAt, cancel)) return [];
        var own = context.Signals.Where(s => s.SessionId == sessionId && s.RuleVersion == IndicatorOptions.RuleVersion);
        var before = await own.Select(s => s.Json).SingleOrDefaultAsync(cancel);
        await own.ExecuteDeleteAsync(cancel);
        IReadOnlyList<IndicatorFinding> findings = [];
        var stands = false;
        if (session is { State: SessionState.Ended, StartedAt: { } startedAt })
        {
            var signals = SessionSignals.Of(series, await CountedAsync(context, session, series.Neutral, cancel), options.Signals) with { Network = session.ModelVersion };
            // Figures put right, or a session that is assessed only now: a baseline that ends later has to be taken anew.
            if (before != Written(signals)) await SessionBaseline.ForgetWithAsync(context, session, startedAt, IndicatorOptions.RuleVersion, cancel);
            var (baseline, outOfReach) = await SessionBaseline.BeforeAsync(context, session, startedAt, now, options, cancel);
            IReadOnlyList<IndicatorFinding> earlier = baseline is null ? [] : await baseline.EarlierAsync(context, session, startedAt, options, cancel);
            findings = IndicatorAssessor.Assess(series, signals, baseline?.Usual, earlier, options, outOfReach);
            // New rules without anything to compare with take nothing away: what earlier ones found, perhaps a flag that nobody has looked at yet, stands.
            // Assessing it again changes nothing of that, unless the session itself counts otherwise now.
            stands = outOfReach && (before is null || before == Written(signals)) && await IsFoundByEarlierRulesAsync(context, session, startedAt, cancel);
            context.Signals.Add(new SignalRecord(sessionId, Written(signals), signals.IsValid, IndicatorOptions.RuleVersion, now));
        }

        if (stands) findings = [];
        else await SupersedeAsync(context, session, findings, now, cancel);
        await context.SaveChangesAsync(cancel);
        await change.CommitAsync(cancel);
        return findings;
    }

    /// <summary>The consent was taken back: nothing is told of the session but its timeline, and no later one is compared with it any more.</summary>
    private async Task<IReadOnlyList<IndicatorFinding>> LeaveAsync(ClinicContext context, MonitoringSession session, CancellationToken cancel)
    {
        if (session.SamplesErasedAt is null) await archive.RollUpAsync(context, session, cancel);
        await using var change = await context.Database.BeginTransactionAsync(cancel);
        await context.Signals.Where(s => s.SessionId == session.Id).ExecuteDeleteAsync(cancel);
        if (session.StartedAt is { } begunAt) await SessionBaseline.ForgetWithAsync(context, session, begunAt, null, cancel);
        await SupersedeAsync(context, session, [], time.GetUtcNow(), cancel);
        await context.SaveChangesAsync(cancel);
        await change.CommitAsync(cancel);
        return [];
    }

    /// <summary>The parts of a session that are like the other sessions of its context; null for all of it.</summary>
    private static async Task<IReadOnlyList<TimeSpanMs>?> CountedAsync(ClinicContext context, MonitoringSession session, IReadOnlyList<TimeSpanMs> neutral, CancellationToken cancel) =>
        PartsOfSession.CountedFor(session.Context, await context.ContextMarks.AsNoTracking().Where(m => m.SessionId == session.Id).OrderBy(m => m.TimeMs)
            .Select(m => new ContextMarkRow(m.Id, m.TimeMs, m.Context)).ToListAsync(cancel), neutral);

    /// <summary>Earlier rules gave it an index, and no earlier session, on which that may rest, has been withdrawn since.</summary>
    private static Task<bool> IsFoundByEarlierRulesAsync(ClinicContext context, MonitoringSession session, DateTimeOffset startedAt, CancellationToken cancel) =>
        context.CurrentFindings().AnyAsync(f => f.SessionId == session.Id && f.Index != null && f.RuleVersion != IndicatorOptions.RuleVersion
            && !context.SessionEvents.Any(e => e.Kind == SessionEventKind.Withdrawn && e.At > f.AssessedAt
                && context.Sessions.Any(s => s.Id == e.SessionId && s.PatientId == session.PatientId && s.Context == session.Context && s.StartedAt < startedAt)), cancel);

    /// <summary>Puts new findings in the place of those that say something else; one that says the same stays, with its review.</summary>
    private static async Task SupersedeAsync(ClinicContext context, MonitoringSession session, IReadOnlyList<IndicatorFinding> findings, DateTimeOffset now, CancellationToken cancel)
    {
        var found = findings.Select(f => new Finding(session.Id, f.Kind.ToString(), f.Status.ToString(), f.Index, Written(f), f.RuleVersion, session.ModelVersion, now)).ToList();
        foreach (var stored in await context.Findings.Where(f => f.SessionId == session.Id && f.SupersededAt == null).ToListAsync(cancel))
        {
            if (found.Find(f => f.Kind == stored.Kind && f.Json == stored.Json) is { } same) found.Remove(same);
            else stored.SupersededAt = now;
        }

        // The old ones leave first: only one finding of a kind may count.
        await context.SaveChangesAsync(cancel);
        context.Findings.AddRange(found);
    }

    private static string Written<T>(T value) => JsonSerializer.Serialize(value);

    private static T Read<T>(string json) => JsonSerializer.Deserialize<T>(json) ?? throw new InvalidDataException($"Stored {typeof(T).Name}: expected JSON of one, found null.");
}
