namespace FerCare.Bench.Capture;

/// <summary>
/// Which pictures of a camera are sent: the rule of the browser's script (wwwroot/js/patient/credit.js and frames.js), figure by figure.
/// As many may be under way as the round trip covers, at most 250 ms of video, never under 2 nor over 8; and none sooner than the
/// rate that the last acknowledgement asked for. Times are milliseconds of one steady clock. Not thread-safe.
/// </summary>
internal sealed class FrameCredit(int startRate)
{
    private const int Fewest = 2, Most = 8;
    private const double LongestMs = 250, LostAfterMs = 3000, SlackMs = 8;
    private readonly Dictionary<long, double> sent = [];
    private double roundTripMs = 60;
    private double intervalMs = 1000.0 / startRate;
    private double dueMs;

    /// <summary>Pictures that came sooner than the wanted rate.</summary>
    public long NotYetDue { get; private set; }

    /// <summary>Pictures that found as many under way as may be.</summary>
    public long WithoutCredit { get; private set; }

    /// <summary>Whether the picture seen at this moment is to be sent.</summary>
    public bool Allows(double captureMs)
    {
        if (captureMs < dueMs - SlackMs && dueMs - captureMs < 10 * intervalMs)
        {
            NotYetDue++;
            return false;
        }

        foreach (var lost in sent.Where(s => captureMs - s.Value > LostAfterMs).Select(s => s.Key).ToList()) sent.Remove(lost);
        var limit = Math.Clamp((int)Math.Ceiling(Math.Min(roundTripMs, LongestMs) / intervalMs) + 1, Fewest, Most);
        if (sent.Count >= limit)
        {
            WithoutCredit++;
            return false;
        }

        dueMs = captureMs - dueMs > intervalMs ? captureMs + intervalMs : dueMs + intervalMs;
        return true;
    }

    public void Sent(long sequence, double nowMs) => sent[sequence] = nowMs;

    /// <summary>The round trip of an acknowledged frame, milliseconds; null where it counted as lost.</summary>
    public double? Acknowledged(long sequence, int wantedRate, double nowMs)
    {
        if (wantedRate is >= 1 and <= 60) intervalMs = 1000.0 / wantedRate;
        if (!sent.Remove(sequence, out var at)) return null;
        roundTripMs += (nowMs - at - roundTripMs) / 8;
        return nowMs - at;
    }

    public void ForgetCounts() => (NotYetDue, WithoutCredit) = (0, 0);
}
