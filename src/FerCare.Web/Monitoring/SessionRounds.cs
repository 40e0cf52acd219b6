using FerCare.Clinic;
using FerCare.Clinic.Sessions;
using Microsoft.EntityFrameworkCore;

namespace FerCare.Web.Monitoring;

/// <summary>Goes round the running sessions twice a second.</summary>
public sealed class SessionRounds(LiveSessions sessions, IDbContextFactory<ClinicContext> contexts, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(500);

    /// <summary>Rounds between two tries to take up what could not be taken up at the start: half a minute.</summary>
    private const int BetweenTries = 60;

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await sessions.ConcludedAsync().WaitAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var left = await sessions.TakeUpAsync(await UnderWayAsync(stoppingToken));
        using var beat = new PeriodicTimer(Every, time);
        for (var round = 1; await beat.WaitForNextTickAsync(stoppingToken); round++)
        {
            await sessions.RoundAsync();
            if (left.Count > 0 && round % BetweenTries == 0) left = await sessions.TakeUpAsync(left);
        }
    }

    private async Task<IReadOnlyList<long>> UnderWayAsync(CancellationToken cancel)
    {
        await using var context = await contexts.CreateDbContextAsync(cancel);
        return await context.Sessions.AsNoTracking()
            .Where(s => s.State == SessionState.Live || s.State == SessionState.Paused || s.State == SessionState.Reconnecting)
            .Select(s => s.Id).ToListAsync(cancel);
    }
}
