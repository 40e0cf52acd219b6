using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;

namespace FerCare.Web.Limits;

/// <summary>How often one may ask. What is refused says when to come back.</summary>
public static class LimitsFeature
{
    /// <summary>The limit on attempts to set up; failed attempts to sign in, to join and to find a patient in an emergency are counted where they are made.</summary>
    public const string Attempts = "attempts";

    public static void AddLimits(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton(provider => (provider.GetRequiredService<IConfiguration>().GetSection(RequestLimits.Section).Get<RequestLimits>() ?? new RequestLimits()).Checked());
        builder.Services.AddSingleton<PricedRequests>();
        builder.Services.AddRateLimiter(_ => { });
        builder.Services.AddOptions<RateLimiterOptions>().Configure<PricedRequests>((limits, requests) =>
        {
            limits.GlobalLimiter = requests;
            limits.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
            limits.OnRejected = RefuseAsync;
            limits.AddPolicy(Attempts, context => !HttpMethods.IsPost(context.Request.Method)
                ? RateLimitPartition.GetNoLimiter("reading")
                : RateLimitPartition.GetFixedWindowLimiter(CallerNetwork.Of(context.Connection.RemoteIpAddress), _ => new FixedWindowRateLimiterOptions { PermitLimit = 100, Window = TimeSpan.FromHours(1) }));
        });
    }

    /// <summary>Says in the answer's headers when to come back, in whole seconds.</summary>
    public static void ComeBackIn(this HttpResponse answer, TimeSpan wait) => answer.Headers.RetryAfter = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);

    private static async ValueTask RefuseAsync(OnRejectedContext refused, CancellationToken cancel)
    {
        var answer = refused.HttpContext.Response;
        answer.ComeBackIn(refused.Lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait : TimeSpan.FromSeconds(1));
        // Who follows a link gets the page for refusals, which replaces an answer without a body.
        if (!HttpMethods.IsGet(refused.HttpContext.Request.Method)) await answer.WriteAsync($"Too many requests. Try again in {answer.Headers.RetryAfter} seconds.", cancel);
    }
}
