namespace FerCare.Web.Monitoring;

/// <summary>
/// Turns the browser's capture clock into milliseconds of the session. The frame that was least delayed on its way tells the
/// offset between the two clocks, so that jitter of the network does not distort the intervals between frames; a browser whose
/// clock is nonsense gets the time of arrival. Results rise strictly and never lie after the arrival by more than the
/// millisecond that keeps them apart. One per session, not thread-safe.
/// </summary>
public sealed class CaptureClock
{
    /// <summary>A frame said to be older than this at its arrival shows that the clocks no longer belong together, milliseconds.</summary>
    public const double LongestDelayMs = 2000;

    // Two clocks drift apart by far less than this share of time; without it one early frame would rule for ever.
    private const double DriftPerMs = 0.0005;

    // Thirty years: a number beyond it is no clock, and would lose its milliseconds in the sum.
    private const double FarthestMs = 1e12;

    private double? offsetMs;
    private double lastArrivalMs;
    private long lastMs = -1;

    /// <summary>The time in session of a frame.</summary>
    /// <param name="captureMs">When the browser saw it, by its own clock.</param>
    /// <param name="arrivalMs">When it arrived, milliseconds of the session.</param>
    public long At(double captureMs, double arrivalMs)
    {
        var mapped = Math.Abs(captureMs) <= FarthestMs ? captureMs + Offset(arrivalMs - captureMs, arrivalMs) : arrivalMs;
        lastArrivalMs = arrivalMs;
        return lastMs = Math.Max(lastMs + 1, (long)Math.Round(mapped));
    }

    /// <summary>A new page or connection has a clock of its own; the session's time goes on.</summary>
    public void Rejoin() => offsetMs = null;

    /// <summary>The session's time starts again at zero.</summary>
    public void Restart() => (offsetMs, lastMs) = (null, -1);

    private double Offset(double seenMs, double arrivalMs)
    {
        if (offsetMs is not { } known || seenMs < known || seenMs > known + LongestDelayMs) offsetMs = seenMs;
        else offsetMs = Math.Min(seenMs, known + Math.Max(0, arrivalMs - lastArrivalMs) * DriftPerMs);
        return offsetMs.Value;
    }
}
