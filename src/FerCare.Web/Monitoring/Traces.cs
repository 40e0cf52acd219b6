using System.Diagnostics;

namespace FerCare.Web.Monitoring;

/// <summary>The steps that are worth following from one part to the next. They carry numbers of sessions and no names.</summary>
public static class Traces
{
    public const string SourceName = "FerCare";

    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>A step of a session's life, until disposed; null where nobody follows.</summary>
    public static Activity? Session(string step, long sessionId) => Source.StartActivity(step)?.SetTag("fercare.session", sessionId);

    /// <summary>An export, until disposed; null where nobody follows.</summary>
    /// <param name="format">The file's extension, or "everything".</param>
    public static Activity? Export(string format) => Source.StartActivity("export")?.SetTag("fercare.format", format);
}
