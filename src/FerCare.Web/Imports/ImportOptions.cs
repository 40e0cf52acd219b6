namespace FerCare.Web.Imports;

/// <summary>What a recording may be; section <c>Imports</c> of the configuration. Engineering defaults.</summary>
public sealed record ImportOptions
{
    public const string Section = "Imports";

    /// <summary>Largest file, bytes; 2 GiB holds four hours of a webcam's film.</summary>
    public long MostBytes { get; init; } = 2L << 30;

    /// <summary>Most pictures read per second, fewer where the film has fewer; blinks need 20 or more.</summary>
    public int FramesPerSecond { get; init; } = 25;

    /// <summary>How often per second the network classifies the face, as in a live session.</summary>
    public int ClassificationsPerSecond { get; init; } = 8;

    /// <summary>What is longer is not taken, minutes.</summary>
    public double LongestMinutes { get; init; } = 240;

    /// <summary>Length of the neutral baseline where a recording begins with one, seconds; as in a live session.</summary>
    public double BaselineSeconds { get; init; } = 30;
}
