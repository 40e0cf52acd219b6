using FerCare.Clinic.Sessions;

namespace FerCare.Web.Reviews;

/// <summary>How markers are called.</summary>
public static class MarkerWords
{
    /// <summary>In the order of their keys: M, 1 to 9.</summary>
    public static IReadOnlyList<MarkerKind> All { get; } = Enum.GetValues<MarkerKind>();

    /// <summary>A short English name.</summary>
    public static string Title(this MarkerKind kind) => kind switch
    {
        MarkerKind.Plain => "Marker",
        MarkerKind.Question => "Question",
        MarkerKind.DifficultTopic => "Difficult topic",
        MarkerKind.PleasantTopic => "Pleasant topic",
        MarkerKind.TaskBegins => "Task begins",
        MarkerKind.TaskEnds => "Task ends",
        MarkerKind.Tearful => "Tearful",
        MarkerKind.Laughs => "Laughs",
        MarkerKind.Distracted => "Distracted",
        MarkerKind.TechnicalTrouble => "Technical trouble",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Expected one of the ten kinds of marker."),
    };
}
