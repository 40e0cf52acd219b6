using FerCare.Affect.Indicators;
using FerCare.Clinic.Sessions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FerCare.Clinic.Findings;

/// <summary>
/// Brings to an end what a crash or a patient who never came back left open: sessions that stayed disconnected are ended at the moment they
/// were lost, and sessions that ended without being assessed, or that only earlier rules assessed, are assessed, the oldest first.
/// </summary>
public sealed class LeftoverSessions(
    IDbContextFactory<ClinicContext> contexts, SessionCourse course, SessionAssessment assessment, TimeProvider time, ILogger<LeftoverSessions> log, LeftoverOptions options)
    : BackgroundService
{
    /// <summary>Looks once; returns the sessions it concluded.</summary>
    public async Task<IReadOnlyList<long>> SweepAsync(CancellationToken cancel = default)
    {
        var now = time.GetUtcNow();
        var (lostBefore, endedBefore) = (now - options.DisconnectedFor, now - options.UnassessedFor);
        var lost = await contexts.UseAsync(context => context.Sessions.AsNoTracking()
            .Where(s => s.State == SessionState.Reconnecting && !context.SessionEvents.Any(e => e.SessionId == s.Id && e.At > lostBefore))
            .Select(s => new { s.Id, LastMs = context.SessionEvents.Where(e => e.SessionId == s.Id).Max(e => e.TimeMs) }).ToListAsync(cancel), cancel);
        foreach (var session in lost)
        {
            if (await TriedAsync(session.Id, () => course.EndAsync(session.Id, session.LastMs, cancel)))
                log.LogInformation("Session {Session} was ended: its patient did not come back", session.Id);
        }

        var unassessed = await contexts.UseAsync(context => context.Sessions.AsNoTracking()
            .Where(s => s.State == SessionState.Ended && s.EndedAt < endedBefore && s.SamplesErasedAt == null && !context.Signals.Any(r => r.SessionId == s.Id && r.RuleVersion == IndicatorOptions.RuleVersion))
            .OrderBy(s => s.StartedAt).Select(s => s.Id).ToListAsync(cancel), cancel);
        // Withdrawn, and something of it still counts.
        var withdrawn = await contexts.UseAsync(context => context.Sessions.AsNoTracking()
            .Where(s => s.State == SessionState.Withdrawn && (context.Signals.Any(r => r.SessionId == s.Id) || context.Findings.Any(f => f.SessionId == s.Id && f.SupersededAt == null)))
            .Select(s => s.Id).ToListAsync(cancel), cancel);
        List<long> open = [.. unassessed.Union(lost.Select(s => s.Id)).Union(withdrawn)];
        List<long> concluded = [];
        foreach (var id in open)
            if (await TriedAsync(id, () => assessment.ConcludeAsync(id, cancel))) concluded.Add(id);
        return concluded;
    }

    /// <summary>One session that cannot be concluded must not keep the next from it.</summary>
    private async Task<bool> TriedAsync(long sessionId, Func<Task> conclude)
    {
        try
        {
            await conclude();
            return true;
        }
        catch (Exception problem) when (problem is not OperationCanceledException)
        {
            log.LogError("Session {Session} could not be concluded: {Failure}. It is tried again.", sessionId, problem.GetType().Name);
            return false;
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Interval, time);
        do
        {
            try
            {
                await SweepAsync(stoppingToken);
            }
            catch (Exception problem) when (problem is not OperationCanceledException)
            {
                log.LogError(problem, "Looking for sessions left open failed; it is tried again");
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}

/// <summary>When a session counts as left over.</summary>
public sealed record LeftoverOptions
{
    /// <summary>Without a connection for this long, a session is taken to be over.</summary>
    public TimeSpan DisconnectedFor { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Ended for this long without an assessment, a session was forgotten.</summary>
    public TimeSpan UnassessedFor { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How often it is looked.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromMinutes(5);
}
