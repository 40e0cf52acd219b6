namespace FerCare.Bench.Capture;

/// <summary>What one number of sessions gave, without the warm-up.</summary>
/// <param name="Begun">Sessions that the server let begin.</param>
/// <param name="Processed">Frames read.</param>
/// <param name="Refused">Frames turned away as no picture or too many.</param>
/// <param name="SkippedForRate">Camera pictures not sent because the server asked for fewer.</param>
/// <param name="SkippedForCredit">Camera pictures not sent because as many were under way as may be.</param>
/// <param name="LowestRate">Lowest frame rate asked of a browser.</param>
/// <param name="LeastOfMean">Frames stored of the session that got fewest, as a share of the mean; null where nothing was stored.</param>
/// <param name="StagesMs">Median and 99th percentile of each stage of the readings.</param>
/// <param name="PagesMs">What each page took that a clinician asked for meanwhile; empty where none did.</param>
/// <param name="MostMemory">Highest resident memory of the server, bytes.</param>
/// <param name="ServerShare">Share of all processors that the server used, 0..1.</param>
/// <param name="ClientsShare">Share of all processors that the clients used, 0..1.</param>
internal sealed record CaptureStep(
    int Sessions, int Begun, long Sent, long Processed, long Shed, long Refused, long SkippedForRate, long SkippedForCredit, int LowestRate,
    double AgeMedian, double AgeP99, double WaitingP99, double ReadingMedian, double RoundTripMedian, double RoundTripP99, double? LeastOfMean,
    long MostMemory, double ServerShare, double ClientsShare, long RowsAcknowledged, long RowsStored, IReadOnlyList<long> SessionIds, IReadOnlyDictionary<string, double[]> StagesMs,
    IReadOnlyList<double> PagesMs)
{
    /// <summary>More shed than this share is too much.</summary>
    public const double ToleratedShed = 0.01;

    /// <summary>Older results than this are too much, milliseconds.</summary>
    public const double ToleratedAgeMs = 300;

    /// <summary>Fewer frames sent than this share of what the cameras gave is too much: the server had asked for fewer.</summary>
    public const double LeastSent = 0.95;

    /// <summary>What has to hold at twice the capacity: the least share of the mean, the oldest results and the slowest of 20 pages, milliseconds.</summary>
    public const double LeastOfMeanAtTwice = 0.5, MostAgeAtTwiceMs = 1000, MostPagesAtTwiceMs = 350;

    private const int Hundred = 100;

    /// <summary>Why this number of sessions is more than the server can bear; null where it keeps up.</summary>
    public string? TooMuch =>
        Begun < Sessions ? $"{Sessions - Begun} of {Sessions} sessions did not begin"
        : Shed > ToleratedShed * Math.Max(Sent, 1) ? FormattableString.Invariant($"{Shed * 100.0 / Math.Max(Sent, 1):0.0} % of the frames were shed (more than {ToleratedShed * Hundred:0} %)")
        : AgeP99 > ToleratedAgeMs ? FormattableString.Invariant($"the result age p99 was {AgeP99:0} ms (more than {ToleratedAgeMs:0} ms)")
        : Sent < LeastSent * (Sent + SkippedForRate + SkippedForCredit) ? FormattableString.Invariant($"the cameras could send {Sent * 100.0 / (Sent + SkippedForRate + SkippedForCredit):0} % of their pictures (less than {LeastSent * Hundred:0} %)")
        : null;

    /// <summary>95th percentile of the pages; null where nobody asked for any.</summary>
    public double? PagesP95 => PagesMs.Count == 0 ? null : At([.. PagesMs], 0.95);

    /// <summary>Median of the pages; null where nobody asked for any.</summary>
    public double? PagesMedian => PagesMs.Count == 0 ? null : At([.. PagesMs], 0.5);

    /// <summary>What does not hold of that which has to at twice the capacity; empty where all does.</summary>
    public IReadOnlyList<string> MissedAtTwice =>
    [
        .. Begun < Sessions ? (string[])[$"{Sessions - Begun} of {Sessions} sessions did not begin"] : [],
        .. LeastOfMean is >= LeastOfMeanAtTwice ? (string[])[] : [FormattableString.Invariant($"the least session got {LeastOfMean ?? 0:0.00} of the mean (less than {LeastOfMeanAtTwice:0.0})")],
        .. AgeP99 < MostAgeAtTwiceMs ? (string[])[] : [FormattableString.Invariant($"the result age p99 was {AgeP99:0} ms (not under {MostAgeAtTwiceMs:0} ms)")],
        .. PagesP95 is null or < MostPagesAtTwiceMs ? (string[])[] : [FormattableString.Invariant($"the pages' p95 was {PagesP95:0} ms (not under {MostPagesAtTwiceMs:0} ms)")],
    ];

    public static CaptureStep Of(CaptureLoad load, IReadOnlyList<Invitation> invited, IReadOnlyList<PatientCounts> clients, ServerCounts server, double clientsShare, int begun, IReadOnlyList<double> pages)
    {
        var roundTrips = clients.SelectMany(c => c.RoundTripsMs).ToArray();
        var stored = invited.Select(i => server.FramesStoredBySession.GetValueOrDefault(i.Session)).ToList();
        return new(load.Sessions, begun, clients.Sum(c => c.Sent), server.Read, server.Shed, server.Refused, clients.Sum(c => c.NotYetDue), clients.Sum(c => c.WithoutCredit),
            clients.Min(c => c.LowestRate), At(server.AgesMs, 0.5), At(server.AgesMs, 0.99), At(server.WaitingMs, 0.99), At(server.ReadingMs, 0.5), At(roundTrips, 0.5), At(roundTrips, 0.99),
            stored.Sum() > 0 ? stored.Min() / stored.Average() : null, server.MostMemory, server.ProcessorShare, clientsShare, server.RowsAcknowledged, 0, [.. invited.Select(i => i.Session)], server.StagesMs, pages);
    }

    /// <summary>The value that this share of all values does not exceed; 0 without any.</summary>
    public static double At(double[] values, double share)
    {
        if (values.Length == 0) return 0;
        var sorted = values.Order().ToArray();
        return sorted[Math.Min(sorted.Length - 1, (int)Math.Ceiling(share * sorted.Length) - 1)];
    }
}
