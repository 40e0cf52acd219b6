using System.Globalization;
using FerCare.Affect;
using FerCare.Affect.Indicators;
using FerCare.Affect.Signals;
using FerCare.Clinic.Sessions;
using FerCare.Web.Live;
using FerCare.Web.Sessions;
using Microsoft.Extensions.Localization;

namespace FerCare.Web.Reviews;

/// <summary>How what is seen in a session is called in the reader's language.</summary>
public static class ReviewWords
{
    /// <summary>One of the seven expressions.</summary>
    public static string Name(this IStringLocalizer words, Emotion emotion) => emotion.Title(words);

    /// <summary>What the picture allowed.</summary>
    public static string Name(this IStringLocalizer words, PictureQuality picture) => picture switch
    {
        PictureQuality.Usable => words["Usable"],
        PictureQuality.Low => words["Low quality"],
        PictureQuality.NoFace => words["No face"],
        PictureQuality.Gap => words["Gap"],
        _ => throw new ArgumentOutOfRangeException(nameof(picture), picture, "Expected a known quality."),
    };

    /// <summary>What the patient did meanwhile.</summary>
    public static string Name(this IStringLocalizer words, SessionContext context) => context.Title(words);

    /// <summary>The same within a sentence: English lowers it, German writes every noun with a capital.</summary>
    public static string Within(this IStringLocalizer words, SessionContext context) =>
        CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "de" ? words.Name(context) : Lower(words.Name(context));

    /// <summary>What the patient did in a part, or the neutral part.</summary>
    public static string Name(this IStringLocalizer words, SegmentContext context) => context switch
    {
        SegmentContext.Baseline => words["Neutral baseline"],
        SegmentContext.Rest => words.Name(SessionContext.Rest),
        SegmentContext.Conversation => words.Name(SessionContext.Conversation),
        SegmentContext.Reading => words.Name(SessionContext.Reading),
        _ => throw new ArgumentOutOfRangeException(nameof(context), context, "Expected a known context."),
    };

    /// <summary>An indicator.</summary>
    public static string Name(this IStringLocalizer words, IndicatorKind kind) => kind switch
    {
        IndicatorKind.DepressionPattern => words["Depression-pattern indicator"],
        IndicatorKind.StressPattern => words["Stress-pattern indicator"],
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Expected a known indicator."),
    };

    /// <summary>What an assessment came to.</summary>
    public static string Name(this IStringLocalizer words, FindingStatus status) => status switch
    {
        FindingStatus.Withheld => words["Withheld"],
        FindingStatus.NotEnoughSessions => words["Not enough sessions yet"],
        FindingStatus.NoFlag => words["Not flagged"],
        FindingStatus.Flagged => words["Flagged for review"],
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "Expected a known status."),
    };

    /// <summary>The same within a sentence.</summary>
    public static string Within(this IStringLocalizer words, FindingStatus status) => Lower(words.Name(status));

    /// <summary>A marker along the timeline.</summary>
    public static string Name(this IStringLocalizer words, MarkerKind kind) => kind switch
    {
        MarkerKind.Plain => words["Marker"],
        MarkerKind.Question => words["Question"],
        MarkerKind.DifficultTopic => words["Difficult topic"],
        MarkerKind.PleasantTopic => words["Pleasant topic"],
        MarkerKind.TaskBegins => words["Task begins"],
        MarkerKind.TaskEnds => words["Task ends"],
        MarkerKind.Tearful => words["Tearful"],
        MarkerKind.Laughs => words["Laughs"],
        MarkerKind.Distracted => words["Distracted"],
        MarkerKind.TechnicalTrouble => words["Technical trouble"],
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Expected one of the ten kinds of marker."),
    };

    /// <summary>An event of a session.</summary>
    public static string Name(this IStringLocalizer words, SessionEventKind kind) => kind switch
    {
        SessionEventKind.Joined => words["Patient opened the link"],
        SessionEventKind.ConsentGiven => words["Consent given"],
        SessionEventKind.Started => words["Camera started"],
        SessionEventKind.BaselineStarted => words["Neutral baseline started"],
        SessionEventKind.BaselineEnded => words["Neutral baseline ended"],
        SessionEventKind.Paused => words["Paused by the patient"],
        SessionEventKind.Resumed => words["Resumed"],
        SessionEventKind.Hidden => words["Patient's page went out of sight"],
        SessionEventKind.Shown => words["Patient's page in sight again"],
        SessionEventKind.ConnectionLost => words["Connection lost"],
        SessionEventKind.Reconnected => words["Connection back"],
        SessionEventKind.Withdrawn => words["Consent withdrawn"],
        SessionEventKind.Ended => words["Ended"],
        SessionEventKind.ReadingStopped => words["Reading stopped (a fault of the server)"],
        SessionEventKind.ReadingResumed => words["Reading resumed"],
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Expected a known event."),
    };

    /// <summary>A signal.</summary>
    public static string Name(this IStringLocalizer words, SignalKind kind) => kind switch
    {
        SignalKind.SmileRatio => words["Smiling"],
        SignalKind.SadnessRatio => words["Sad expression"],
        SignalKind.NegativeAffectRatio => words["Negative share of expressed emotion"],
        SignalKind.Expressivity => words["Facial movement"],
        SignalKind.HeadVelocity => words["Head movement"],
        SignalKind.HeadDownShare => words["Head lowered"],
        SignalKind.EyeOpening => words["Eye opening"],
        SignalKind.BlinkRate => words["Blink rate"],
        SignalKind.BlinkDuration => words["Blink duration"],
        SignalKind.FearAngerShare => words["Fear and anger"],
        SignalKind.Valence => words["Valence (proxy)"],
        SignalKind.ValenceLability => words["Lability of valence"],
        SignalKind.LabelChangeRate => words["Changes of expression"],
        SignalKind.NonNeutralShare => words["Expression other than neutral"],
        SignalKind.YawSpread => words["Head turning, SD"],
        SignalKind.PitchSpread => words["Head nodding, SD"],
        SignalKind.BlinkCount => words["Blinks"],
        SignalKind.BlinkInterval => words["Time between blinks"],
        SignalKind.EyelidClosure => words["Eyelid closure (PERCLOS)"],
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Expected a known signal."),
    };

    /// <summary>Why most of a part's frames could not be used; null where nothing stood against them.</summary>
    public static string? Reason(this IStringLocalizer words, QualityIssue leading) => leading == QualityIssue.None ? null : leading.Title(words);

    private static string Lower(string name) => name.ToLower(CultureInfo.CurrentUICulture);

    /// <summary>A number with its sign, "+1.92", and a real minus sign.</summary>
    public static string Signed(double value) => value.ToString("+0.00;−0.00;0.00", CultureInfo.CurrentCulture);
}
