using System.Threading.RateLimiting;
using FerCare.Web.Accounts;

namespace FerCare.Web.Limits;

/// <summary>A bucket of tokens for each signed-in person and for each address; a request takes as many as its route costs.</summary>
public sealed class PricedRequests(RequestLimits limits) : PartitionedRateLimiter<HttpContext>
{
    private readonly PartitionedRateLimiter<Asker> buckets = PartitionedRateLimiter.Create<Asker, Asker>(asker => RateLimitPartition.GetTokenBucketLimiter(asker, who => new TokenBucketRateLimiterOptions
    {
        TokenLimit = who.IsPerson ? limits.TokensPerPerson : limits.TokensPerAddress,
        TokensPerPeriod = who.IsPerson ? limits.PersonRefillPerSecond : limits.AddressRefillPerSecond,
        ReplenishmentPeriod = TimeSpan.FromSeconds(1),
    }));

    public override RateLimiterStatistics? GetStatistics(HttpContext resource) => buckets.GetStatistics(AskerOf(resource));

    protected override RateLimitLease AttemptAcquireCore(HttpContext resource, int permitCount) => buckets.AttemptAcquire(AskerOf(resource), permitCount * PriceOf(resource));

    protected override ValueTask<RateLimitLease> AcquireAsyncCore(HttpContext resource, int permitCount, CancellationToken cancellationToken) =>
        buckets.AcquireAsync(AskerOf(resource), permitCount * PriceOf(resource), cancellationToken);

    protected override void Dispose(bool disposing)
    {
        if (disposing) buckets.Dispose();
        base.Dispose(disposing);
    }

    private int PriceOf(HttpContext request) => request.GetEndpoint()?.Metadata.GetMetadata<ExportRequest>() is null ? 1 : limits.ExportTokens;

    private static Asker AskerOf(HttpContext request) => request.User.Identity?.IsAuthenticated == true
        ? new Asker(IsPerson: true, request.User.StaffId().ToString())
        : new Asker(IsPerson: false, CallerNetwork.Of(request.Connection.RemoteIpAddress));

    private readonly record struct Asker(bool IsPerson, string Who);
}
