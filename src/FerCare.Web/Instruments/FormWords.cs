using FerCare.Clinic.Instruments;
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

    /// <summary>The score, or why there is none. A band's name is the instrument's own.</summary>
    public static string Outcome(this FormRow form, IStringLocalizer words) => form switch
    {
        { Score: { } score, Band: { } band } => words["{0} of {1}, {2}", score, form.Highest, band],
        { Score: { } score } => words["{0} of {1}", score, form.Highest],
        { LeftAt: not null } => words["Incomplete: {0} of {1} answered, not scored", form.Answered, form.Items],
        _ => words["Incomplete: {0} of {1} answered so far, not handed in", form.Answered, form.Items],
    };

    /// <summary>The same where no reader's language is known.</summary>
    public static string Outcome(this FormRow form) => form switch
    {
        { Score: { } score } => $"{score} of {form.Highest}{(form.Band is { } band ? $", {band}" : "")}",
        { LeftAt: not null } => $"Incomplete: {form.Answered} of {form.Items} answered, not scored",
        _ => $"Incomplete: {form.Answered} of {form.Items} answered so far, not handed in",
    };

    /// <summary>Where the bands come from, or that there are none.</summary>
    public static string BandsFrom(this Instrument instrument, IStringLocalizer words) =>
        instrument.Bands.Count == 0 ? words["No bands are published. Scoring: {0}.", instrument.Source]
        : instrument.BandsAreConvention ? words["The bands are a convention, not cut-offs of the authors. Scoring: {0}.", instrument.Source]
        : words["Scoring and bands: {0}.", instrument.Source];
}
