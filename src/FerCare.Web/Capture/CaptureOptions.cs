namespace FerCare.Web.Capture;

/// <summary>How patients take part; section <c>Capture</c> of the configuration.</summary>
public sealed record CaptureOptions
{
    public const string Section = "Capture";

    /// <summary>Length of the neutral baseline, seconds.</summary>
    public int BaselineSeconds { get; init; } = 30;

    /// <summary>How long the clinic keeps what was measured, as it stands in "They are kept ..."; empty takes the words of the retention periods.</summary>
    public string? KeptFor { get; init; }

    /// <summary>Origins other than the app's own that may open the hub, where a proxy changes the host name ("https://clinic.example").</summary>
    public string[] AllowedOrigins { get; init; } = [];

    /// <summary>Join attempts from one address within a minute.</summary>
    public int JoinsPerMinute { get; init; } = 100;

    /// <summary>Hours after which the patient's cookie ends, in any case.</summary>
    public double CookieHours { get; init; } = 12;
}
