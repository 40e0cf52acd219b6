namespace FerCare.Web.Shell;

/// <summary>From when on the server is not ready; section <c>Health</c> of the configuration. Engineering defaults.</summary>
public sealed record HealthOptions
{
    public const string Section = "Health";

    /// <summary>Megabytes that have to be free where the data lies, so that what runs can be stored and ended in order.</summary>
    public double LeastFreeMegabytes { get; init; } = 500;

    /// <summary>Seconds a sample may wait for its commit; the journal commits four times a second while the database is well.</summary>
    public double MostWriterLagSeconds { get; init; } = 5;
}
