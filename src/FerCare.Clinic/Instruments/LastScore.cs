using System.Globalization;

namespace FerCare.Clinic.Instruments;

/// <summary>How one instrument stood at an instant: the last form that was complete by then, and one left unfinished since.</summary>
/// <param name="Form">The form with the score; null where none was complete.</param>
/// <param name="Unfinished">A later form that was begun and never handed in complete; it has no score.</param>
/// <param name="AgeDays">Days of the clinic's calendar from the form to the instant; null without a form.</param>
/// <param name="IsOfSession">The form was filled in before or after the very session it stands beside.</param>
public sealed record LastScore(Instrument Instrument, FormRow? Form, FormRow? Unfinished, int? AgeDays, bool IsOfSession)
{
    /// <summary>Score and band, "12 (moderate)"; null without a form.</summary>
    public string? Value => Form is { Score: { } score } form ? Written(score, form.Band, Instrument) : null;

    /// <summary>As it stands beside the index of a session: "Last PHQ-9: 12 (moderate), 3 days before this session".</summary>
    public string BesideSession => Value is { } value ? $"Last {Instrument.ShortTitle}: {value}, {When()}" : $"Last {Instrument.ShortTitle}: none yet";

    /// <summary>As it stands today: "PHQ-9: 4 (minimal), 12 days old".</summary>
    public string Today => Value is { } value
        ? $"{Instrument.ShortTitle}: {value}, {(AgeDays > 0 ? $"{Days(AgeDays.Value)} old" : "of today")}"
        : $"{Instrument.ShortTitle}: none yet";

    /// <summary>That a later form has no score; null where there is none.</summary>
    public string? Incomplete => Unfinished is { } form
        ? string.Create(CultureInfo.InvariantCulture, $"A {(Form is null ? "" : "later ")}{Instrument.ShortTitle} of {form.StartedAt:d MMM yyyy} is incomplete: {form.Answered} of {form.Items} answered, not scored")
        : null;

    /// <summary>A score as people read it: with its band, and where there is none with the highest total.</summary>
    public static string Written(int score, string? band, Instrument instrument) =>
        band is null ? $"{score} of {instrument.Highest}, no bands exist" : $"{score} ({band}{(instrument.BandsAreConvention ? ", by convention" : "")})";

    /// <summary>"1 day", "3 days".</summary>
    public static string Days(int days) => days == 1 ? "1 day" : $"{days} days";

    private string When() => this switch
    {
        { IsOfSession: true, Form.Occasion: FormOccasion.BeforeSession } => "filled in before this session",
        { IsOfSession: true } => "filled in after this session",
        { AgeDays: { } days and > 0 } => $"{Days(days)} before this session",
        _ => "on the day of this session",
    };
}

/// <summary>The instant at which scores are looked at.</summary>
/// <param name="Until">What was handed in later does not count.</param>
/// <param name="Day">The day from which ages are counted.</param>
/// <param name="SessionId">The session beside whose index they stand; its own forms count whenever they were handed in.</param>
/// <param name="Zone">The clinic's calendar.</param>
public sealed record ScoreMoment(DateTimeOffset Until, DateTimeOffset Day, TimeZoneInfo Zone, Guid? SessionId = null);
