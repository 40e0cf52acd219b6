namespace FerCare.Web.Capture;

/// <summary>Lets through so many messages a second, and a small burst. One per connection, whose messages come one by one.</summary>
public sealed class TokenBucket(TimeProvider time, double perSecond, double burst)
{
    private double spent;
    private long filledAt = time.GetTimestamp();

    /// <summary>Takes a token if there is one.</summary>
    public bool TryTake()
    {
        var now = time.GetTimestamp();
        spent = Math.Max(0, spent - time.GetElapsedTime(filledAt, now).TotalSeconds * perSecond);
        filledAt = now;
        if (spent + 1 > burst) return false;
        spent++;
        return true;
    }
}
