using System.Globalization;
using FerCare.Clinic.Instruments;
using FerCare.Web.Languages;
using FerCare.Web.Reviews;
using Microsoft.Extensions.Localization;

namespace FerCare.Web.Instruments;

/// <summary>How forms are named for clinicians.</summary>
public static class FormWords
{
    /// <summary>On what occasion a form was filled in.</summary>
    public static string Title(this FormOccasion occasion, IStringLocalizer words) => occasion switch
    {
        FormOccasion.BeforeSession => words["Patient, before the session"],
        FormOccasion.AfterSession => words["Patient, after the session"],
        FormOccasion.Entered => words["Entered by a clinician"],
        _ => throw new ArgumentOutOfRangeException(nameof(occasion), occasion, "Expected a known occasion."),
    };

    /// <summary>The score, or why there is none.</summary>
    public static string Outcome(this FormRow form, IStringLocalizer words) => form switch
    {
        { Score: { } score, Band: { } band } => words["{0} of {1}, {2}", score, form.Highest, words.Recorded(band) ?? band],
        { Score: { } score } => words["{0} of {1}", score, form.Highest],
        { LeftAt: not null } => words["Incomplete: {0} of {1} answered, not scored", form.Answered, form.Items],
        _ => words["Incomplete: {0} of {1} answered so far, not handed in", form.Answered, form.Items],
    };

    /// <summary>A score as people read it: with its band, and where there is none with the highest total.</summary>
    public static string Written(this Instrument instrument, int score, string? band, IStringLocalizer words) =>
        words.Recorded(band) is not { } named ? words["{0} of {1}, no bands exist", score, instrument.Highest]
        : instrument.BandsAreConvention ? words["{0} ({1}, by convention)", score, named] : words["{0} ({1})", score, named];

    /// <summary>As a score stands today: "4 (minimal), 12 days old".</summary>
    public static string Standing(this LastScore last, IStringLocalizer words) => Value(last, words) is not { } value ? words["none yet"]
        : words["{0}, {1}", value, last.AgeDays is { } days and > 0 ? words.Count(days, "{0} day old", "{0} days old") : words["of today"]];

    /// <summary>As a score stands beside the index of a session: "Last PHQ-9: 12 (moderate), 3 days before this session".</summary>
    public static string BesideSession(this LastScore last, IStringLocalizer words) =>
        words["Last {0}: {1}", last.Instrument.ShortTitle, Value(last, words) is { } value ? words["{0}, {1}", value, When(last, words)] : words["none yet"]];

    /// <summary>That a later form has no score; null where there is none.</summary>
    public static string? Incomplete(this LastScore last, IStringLocalizer words)
    {
        if (last.Unfinished is not { } form) return null;
        object[] told = [last.Instrument.ShortTitle, form.StartedAt.ToString(words["d MMM yyyy"], CultureInfo.CurrentCulture), form.Answered, form.Items];
        return last.Form is null ? words["A {0} of {1} is incomplete: {2} of {3} answered, not scored", told] : words["A later {0} of {1} is incomplete: {2} of {3} answered, not scored", told];
    }

    private static string? Value(LastScore last, IStringLocalizer words) => last.Form is { Score: { } score } form ? last.Instrument.Written(score, form.Band, words) : null;

    private static string When(LastScore last, IStringLocalizer words) => last switch
    {
        { IsOfSession: true, Form.Occasion: FormOccasion.BeforeSession } => words["filled in before this session"],
        { IsOfSession: true } => words["filled in after this session"],
        { AgeDays: { } days and > 0 } => words.Count(days, "{0} day before this session", "{0} days before this session"),
        _ => words["on the day of this session"],
    };

    /// <summary>Where the bands come from, or that there are none.</summary>
    public static string BandsFrom(this Instrument instrument, IStringLocalizer words) =>
        instrument.Bands.Count == 0 ? words["No bands are published. Scoring: {0}.", instrument.Source]
        : instrument.BandsAreConvention ? words["The bands are a convention, not cut-offs of the authors. Scoring: {0}.", instrument.Source]
        : words["Scoring and bands: {0}.", instrument.Source];
}
