using FerCare.Clinic.Instruments;

namespace FerCare.Web.Instruments;

/// <summary>How forms are named for clinicians.</summary>
public static class FormWords
{
    /// <summary>On what occasion a form was filled in.</summary>
    public static string Title(this FormOccasion occasion) => occasion switch
    {
        FormOccasion.BeforeSession => "Patient, before the session",
        FormOccasion.AfterSession => "Patient, after the session",
        FormOccasion.Entered => "Entered by a clinician",
        _ => throw new ArgumentOutOfRangeException(nameof(occasion), occasion, "Expected a known occasion."),
    };

    /// <summary>The score, or why there is none.</summary>
    public static string Outcome(this FormRow form) => form switch
    {
        { Score: { } score } => $"{score} of {form.Highest}{(form.Band is { } band ? $", {band}" : "")}",
        { LeftAt: not null } => $"Incomplete: {form.Answered} of {form.Items} answered, not scored",
        _ => $"Incomplete: {form.Answered} of {form.Items} answered so far, not handed in",
    };

    /// <summary>Where the bands come from, or that there are none.</summary>
    public static string BandsFrom(this Instrument instrument) =>
        instrument.Bands.Count == 0 ? $"No bands are published. Scoring: {instrument.Source}."
        : instrument.BandsAreConvention ? $"The bands are a convention, not cut-offs of the authors. Scoring: {instrument.Source}."
        : $"Scoring and bands: {instrument.Source}.";
}
