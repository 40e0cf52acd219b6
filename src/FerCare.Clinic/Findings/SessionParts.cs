using FerCare.Affect.Indicators;
using FerCare.Clinic.Access;
using FerCare.Clinic.Sessions;
using FerCare.Clinic.Storage;
using Microsoft.EntityFrameworkCore;

namespace FerCare.Clinic.Findings;

/// <summary>Tells the signals of a session's parts, each time anew from the stored samples and the present marks.</summary>
public sealed class SessionParts(IDbContextFactory<ClinicContext> contexts, SessionArchive archive, ContextMarks marks, IndicatorOptions options)
{
    /// <summary>The parts of an ended session; null if there is none, its consent was withdrawn, or it belongs to another team.</summary>
    public Task<PartsOfSession?> ForSessionAsync(CareScope scope, Guid publicId, CancellationToken cancel = default) =>
        // Off the page's own thread: reading and working out a long session take a good part of a second, in which a page could draw nothing.
        Task.Run(() => WorkOutAsync(scope, publicId, cancel), cancel);

    private async Task<PartsOfSession?> WorkOutAsync(CareScope scope, Guid publicId, CancellationToken cancel)
    {
        var own = await contexts.UseAsync(context => context.SessionsOf(scope).Where(s => s.PublicId == publicId && s.State == SessionState.Ended && s.SamplesErasedAt == null)
            .Select(s => (SessionContext?)s.Context).SingleOrDefaultAsync(cancel), cancel);
        if (own is not { } doing || await archive.SeriesAsync(scope, publicId, cancel) is not { } series) return null;
        var set = await marks.ForSessionAsync(scope, publicId, cancel);
        return PartsOfSession.Of(series, doing, set, options.Signals);
    }
}
