namespace FerCare.Reports;

/// <summary>The moment that all entries of a zip file bear: when they were made would tell something of when the sessions were.</summary>
internal static class ZipMoment
{
    /// <summary>The earliest that the format can tell.</summary>
    public static readonly DateTimeOffset Of = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);
}
