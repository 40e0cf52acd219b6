using Microsoft.EntityFrameworkCore;

namespace FerCare.Clinic;

/// <summary>One context for one piece of work, on a pool thread.</summary>
internal static class ContextUse
{
    /// <summary>
    /// Runs <paramref name="work"/> with a context of its own. It hops to the thread pool first, because the embedded database's
    /// asynchronous methods run synchronously and a clinician's page must not wait on its own dispatcher.
    /// </summary>
    public static Task<T> UseAsync<T>(this IDbContextFactory<ClinicContext> contexts, Func<ClinicContext, Task<T>> work, CancellationToken cancel) =>
        Task.Run(async () =>
        {
            await using var context = await contexts.CreateDbContextAsync(cancel);
            return await work(context);
        }, cancel);

    /// <inheritdoc cref="UseAsync{T}"/>
    public static Task UseAsync(this IDbContextFactory<ClinicContext> contexts, Func<ClinicContext, Task> work, CancellationToken cancel) =>
        Task.Run(async () =>
        {
            await using var context = await contexts.CreateDbContextAsync(cancel);
            await work(context);
        }, cancel);
}
