using System.Globalization;
using System.Text.Json;
using FerCare.Affect.Indicators;
using FerCare.Clinic.Findings;
using FerCare.Clinic.Sessions;

namespace FerCare.Reports;

/// <summary>How figures and facts are written in a report; the same in every culture.</summary>
internal static class ReportText
{
    public const string Dash = "–";

    public static string Clock(long timeMs) => string.Create(CultureInfo.InvariantCulture, $"{timeMs / 60_000:00}:{timeMs / 1000 % 60:00}");

    public static string Moment(DateTimeOffset at) => at.ToString("yyyy-MM-dd HH:mm (UTCzzz)", CultureInfo.InvariantCulture);

    public static string Length(double seconds) => string.Create(CultureInfo.InvariantCulture, $"{(int)seconds / 60} min {(int)seconds % 60} s");

    public static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{share * 100:0} %");

    public static string Signed(double value) => value.ToString("+0.00;-0.00;0.00", CultureInfo.InvariantCulture);

    /// <summary>That the samples of a session are gone, why, and on which day if that is told; null while they are kept.</summary>
    public static string? Erased(SessionFacts session)
    {
        var day = session.SamplesErasedAt is { } at ? string.Create(CultureInfo.InvariantCulture, $" on {at:yyyy-MM-dd}") : "";
        return session.SamplesErasedBecause switch
        {
            null => null,
            ErasedBecause.Withdrawn => $"The patient withdrew the consent and had everything that was measured in this session erased{day}.",
            _ => $"The samples of this session were erased{day}, after the period for which the clinic keeps them; what is told here was worked out before.",
        };
    }

    public static string Adds(Direction direction) => direction == Direction.Less ? "when less" : "when more";

    public static string Words(ReviewStep step) => step switch { ReviewStep.Confirmed => "Confirmed", ReviewStep.Dismissed => "Dismissed", _ => "Note" };

    public static string Words(ReviewState review) => review switch
    {
        ReviewState.Confirmed => "confirmed by a clinician",
        ReviewState.Dismissed => "dismissed by a clinician",
        _ => "not yet reviewed by a clinician",
    };

    /// <summary>What a finding says and, where there is an index to judge, what a clinician made of it.</summary>
    public static string Standing(StoredFinding stored) => (stored.Finding.Status, stored.Review) switch
    {
        (var status, ReviewState.Preliminary) when stored.Finding.Index is null => status.Title().ToLowerInvariant(),
        // Judged, it is not up for review any more.
        (FindingStatus.Flagged, not ReviewState.Preliminary) => $"flagged, {Words(stored.Review)}",
        var (status, review) => $"{status.Title().ToLowerInvariant()}, {Words(review)}",
    };

    public static string Words(SessionContext context) => context switch
    {
        SessionContext.Rest => "At rest",
        SessionContext.Conversation => "In conversation",
        SessionContext.Reading => "Reading",
        _ => context.ToString(),
    };

    public static string Words(NoteLine note) => note.Kind switch
    {
        MarkerKind.Plain => note.Text is null ? "Marker" : "Note",
        MarkerKind.DifficultTopic => "Difficult topic",
        MarkerKind.PleasantTopic => "Pleasant topic",
        MarkerKind.TaskBegins => "Task begins",
        MarkerKind.TaskEnds => "Task ends",
        MarkerKind.TechnicalTrouble => "Technical trouble",
        _ => note.Kind.ToString(),
    };

    /// <summary>A kind of marker as programs read it: "difficult-topic".</summary>
    public static string Code(MarkerKind kind) => JsonNamingPolicy.KebabCaseLower.ConvertName(kind.ToString());

    public static string Words(SessionEventKind kind) => kind switch
    {
        SessionEventKind.Joined => "Patient joined",
        SessionEventKind.ConsentGiven => "Consent given",
        SessionEventKind.Started => "Session started",
        SessionEventKind.BaselineStarted => "Neutral baseline started",
        SessionEventKind.BaselineEnded => "Neutral baseline ended",
        SessionEventKind.Paused => "Paused by the patient",
        SessionEventKind.Resumed => "Resumed",
        SessionEventKind.Hidden => "Page out of sight",
        SessionEventKind.Shown => "Page in sight again",
        SessionEventKind.ConnectionLost => "Connection lost",
        SessionEventKind.Reconnected => "Connected again",
        SessionEventKind.Withdrawn => "Consent withdrawn",
        SessionEventKind.Ended => "Session ended",
        SessionEventKind.ReadingStopped => "Reading stopped (a fault of the server)",
        SessionEventKind.ReadingResumed => "Reading resumed",
        _ => kind.ToString(),
    };
}
