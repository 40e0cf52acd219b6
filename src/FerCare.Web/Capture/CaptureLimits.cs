using FerCare.Web.Monitoring;
using Microsoft.AspNetCore.SignalR;

namespace FerCare.Web.Capture;

/// <summary>Keeps one connection from sending more messages than a camera can give cause for; the excess is dropped unanswered.</summary>
public sealed class CaptureLimits(TimeProvider time, MonitoringOptions monitoring) : IHubFilter
{
    private const double Slack = 1.6;
    private static readonly object BucketKey = new();

    public Task OnConnectedAsync(HubLifetimeContext context, Func<HubLifetimeContext, Task> next)
    {
        var perSecond = monitoring.FramesPerSecond * Slack;
        context.Context.Items[BucketKey] = new TokenBucket(time, perSecond, burst: perSecond);
        return next(context);
    }

    public ValueTask<object?> InvokeMethodAsync(HubInvocationContext invocationContext, Func<HubInvocationContext, ValueTask<object?>> next)
    {
        var bucket = (TokenBucket)invocationContext.Context.Items[BucketKey]!;
        if (bucket.TryTake()) return next(invocationContext);
        if (invocationContext.HubMethodName != nameof(CaptureHub.Frame)) throw new HubException("Too many messages.");
        CaptureHub.CountRefused(invocationContext.Context);
        return ValueTask.FromResult<object?>(null);
    }
}
