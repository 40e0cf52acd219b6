using System.Globalization;
using System.Text.RegularExpressions;
using FerCare.Affect.Signals;
using FerCare.Web.Languages;
using Microsoft.Extensions.Localization;

namespace FerCare.Web.Reviews;

/// <summary>
/// Sentences that the record holds in English, said in the reader's language. What is stored stays as it was written, for exports and
/// for those who come later; here it is matched with the sentences that are known, and what matches none is shown as it is.
/// </summary>
public static partial class RecordedWords
{
    // The first that matches is taken: what is special stands before what is general.
    private static readonly IReadOnlyList<Sentence> Known = [.. Reasons(new()), .. Seen(new()), .. Beside(new()), .. Bands(new())];

    /// <summary>A text of the record; null stays null.</summary>
    public static string? Recorded(this IStringLocalizer words, string? text) => text is null ? null : Find(words, text) ?? text;

    /// <summary>A signal's value with its unit, and a real minus sign like every other figure on screen.</summary>
    public static string Write(this IStringLocalizer words, SignalKind kind, double value)
    {
        var written = Find(words, kind.Write(value)) ?? kind.Write(value);
        return written.StartsWith('-') ? $"−{written[1..]}" : written;
    }

    private static string? Find(IStringLocalizer words, string text)
    {
        if (Figure().IsMatch(text)) return text.Replace(".", CultureInfo.CurrentCulture.NumberFormat.NumberDecimalSeparator, StringComparison.Ordinal);
        // What was seen in a moment stands one beside the other.
        if (text.Contains("; ", StringComparison.Ordinal))
        {
            string?[] each = [.. text.Split("; ").Select(e => Find(words, e))];
            if (!each.Contains(null)) return string.Join("; ", each);
        }

        foreach (var sentence in Known)
            if (sentence.Parts(text) is { } parts) return words[sentence.English, [.. parts.Select(p => Find(words, p) ?? p)]];
        return null;
    }

    /// <summary>Why a signal, a component or a finding is withheld, and what a finding rests on.</summary>
    private static Sentence[] Reasons(Sentences words) =>
    [
        words["{0} s of valid frames, at least {1} s are needed"],
        words["{0} s of {1}, at least {2} s are needed"],
        words["readable emotions"],
        words["neighbouring seconds with readable emotions"],
        words["measured facial movement"],
        words["measured head pose"],
        words["visible eyes"],
        words["{0} % of the observed time had valid frames, at least {1} % are needed"],
        words["{0} frames per second, blinks need at least {1}"],
        words["{0} frames per second, closures need at least {1}"],
        words["open eyes were seen for less than {0} s"],
        words["what closed looks like is unknown: {0} blinks, at least {1} are needed"],
        words["{0} blinks, a mean duration needs at least {1}"],
        words["{0} intervals between blinks, a mean needs at least {1}"],
        words["positive and negative emotion together under {0}, too little for a ratio"],
        words["no neutral baseline with at least {0} s of visible head"],
        words["not measured when this was stored"],
        words["no baseline yet"],
        words["no baseline by these rules"],
        words["another network read the baseline or a part of it: a new baseline makes this comparable"],
        words["measured in fewer than {0} baseline sessions"],
        words["weak and bound to context; engineering default"],
        words["Withheld: samples of the baseline's sessions have been erased, so these rules cannot compare with it. A new baseline can be taken on the trend page."],
        words["Withheld: {0}. Only the parts of the session in its own context count."],
        words["Withheld: {0}."],
        words["Not enough sessions yet: the baseline needs {0} valid earlier sessions of the same context."],
        words["{0} of {1} components could be compared, at least {2} are needed."],
        words["Change in facial behaviour relative to this patient's baseline: index {0} or more in {1} of the last {2} valid session; a flag needs {3} of {4}."],
        words["Change in facial behaviour relative to this patient's baseline: index {0} or more in {1} of the last {2} valid sessions; a flag needs {3} of {4}."],
        words["Index {0} or more in {1} of the last {2} valid session; a flag needs {3} of {4}."],
        words["Index {0} or more in {1} of the last {2} valid sessions; a flag needs {3} of {4}."],
    ];

    /// <summary>What was seen in a moment that contributed, beside the baseline, with its units.</summary>
    private static Sentence[] Seen(Sentences words) =>
    [
        words["less smiling: {0} (baseline {1})"],
        words["less facial movement: {0} (baseline {1})"],
        words["less head movement: {0} (baseline {1})"],
        words["eyes less open: {0} (baseline {1})"],
        words["longer blinks: {0} (baseline {1})"],
        words["head lowered more: {0} (baseline {1})"],
        words["more blinks: {0} (baseline {1})"],
        words["more head movement: {0} (baseline {1})"],
        words["more fear and anger: {0} (baseline {1})"],
        words["{0} eye distances/s"],
        words["{0} per minute"],
    ];

    /// <summary>An index beside a questionnaire.</summary>
    private static Sentence[] Beside(Sentences words) =>
    [
        words["Index: {0}; a new baseline has been taken since."],
        words["Index: {0}."],
        words["none yet"],
        words["none yet, not enough sessions for a baseline"],
        words["none, the last session was withheld"],
        words["{0}; the last session gave no index"],
        words["{0}, {1} days old, {2} dismissed by a clinician"],
        words["{0}, {1} dismissed by a clinician"],
        words["{0}, {1} days old"],
        words["no change flagged in the only comparable session"],
        words["change flagged in the only comparable session"],
        words["no change flagged in the last {0} sessions"],
        words["change flagged in {0} of the last {1} sessions"],
        words["There is nothing to compare yet."],
        words["The {0} has no published cut-off, so the two are not compared; both stand."],
        words["The {0} asks about the two weeks before it; this one is older than that and not compared. Both stand."],
        words["The index is from {0} days ago and not compared; both stand."],
        words["The last flag is from {0} days ago and not compared; both stand."],
        words["Both are raised. Neither is a diagnosis."],
        words["Neither is raised. That is no all-clear."],
        words["They differ; both stand."],
    ];

    /// <summary>The bands of the questionnaires.</summary>
    private static Sentence[] Bands(Sentences words) =>
        [words["minimal"], words["mild"], words["low"], words["moderate"], words["moderately severe"], words["severe"], words["high"]];

    [GeneratedRegex(@"^[-−]?\d+(?:\.\d+)?(?: ?(?:%|s|ms|°|°/s))?$")]
    private static partial Regex Figure();
}
