using FerCare.Affect;
using FerCare.Clinic.Sessions;
using FerCare.Web.Languages;
using Microsoft.Extensions.Localization;

namespace FerCare.Web.Capture;

/// <summary>A patient's own summary in plain words: no figure of an expression, which would look more certain than it is.</summary>
public static class SummaryWords
{
    private const double Most = 0.6, Half = 0.35, Some = 0.15, Least = 0.05;

    /// <summary>What the camera saw, most frequent first; what took less than a twentieth of the time is left out.</summary>
    public static IReadOnlyList<(string What, string HowOften)> Seen(OwnSummary summary, IStringLocalizer words) =>
        [.. (summary.Shares ?? []).Where(s => s.Share >= Least).Select(s => (Look(s.Expression, words), Often(s.Share, words)))];

    /// <summary>A length of time as people say it, to the second under ten minutes.</summary>
    public static string Length(TimeSpan length, IStringLocalizer words)
    {
        var seconds = (int)Math.Round(length.TotalSeconds);
        if (seconds < 60) return words.Count(seconds, "{0} second", "{0} seconds");
        if (seconds >= 600) return words.Count((int)Math.Round(length.TotalMinutes), "{0} minute", "{0} minutes");
        var minutes = words.Count(seconds / 60, "{0} minute", "{0} minutes");
        return seconds % 60 == 0 ? minutes : words["{0} and {1}", minutes, words.Count(seconds % 60, "{0} second", "{0} seconds")];
    }

    /// <summary>How many pauses there were, and how long they were together.</summary>
    public static string Pauses(OwnSummary summary, IStringLocalizer words) => summary switch
    {
        { Pauses: 0 } => words["no pauses"],
        { Paused.TotalSeconds: < 1 } => words["{0}, shorter than a second", summary.Pauses],
        _ => words["{0}, together {1}", summary.Pauses, Length(summary.Paused, words)],
    };

    private static string Often(double share, IStringLocalizer words) => share switch
    {
        >= Most => words["most of the time"],
        >= Half => words["about half of the time"],
        >= Some => words["some of the time"],
        _ => words["now and then"],
    };

    private static string Look(Emotion expression, IStringLocalizer words) => expression switch
    {
        Emotion.Neutral => words["A calm, neutral look"],
        Emotion.Happy => words["A smile or a cheerful look"],
        Emotion.Sad => words["A look that often goes with sadness"],
        Emotion.Surprise => words["A surprised look"],
        Emotion.Angry => words["A tense look, as with anger or concentration"],
        Emotion.Fear => words["A look that often goes with worry"],
        Emotion.Disgust => words["A look as with a bad smell or taste"],
        _ => throw new ArgumentOutOfRangeException(nameof(expression), expression, "Expected one of the seven."),
    };
}
