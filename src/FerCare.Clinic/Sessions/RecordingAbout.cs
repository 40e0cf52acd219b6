using FerCare.Clinic.Joining;

namespace FerCare.Clinic.Sessions;

/// <summary>What is known of a recording before it is read.</summary>
public sealed record RecordingAbout
{
    /// <param name="patientId">Whom it shows.</param>
    /// <param name="context">What the patient did meanwhile.</param>
    /// <param name="recordedAt">When it was recorded: the instant of its first picture.</param>
    /// <param name="consentGivenAt">When the patient agreed to <see cref="Words"/>.</param>
    /// <param name="now">The present; neither may lie in the future.</param>
    /// <exception cref="ArgumentException">A recording from the future, or a consent that is not given yet.</exception>
    public RecordingAbout(Guid patientId, SessionContext context, DateTimeOffset recordedAt, DateTimeOffset consentGivenAt, DateTimeOffset now)
    {
        if (!Enum.IsDefined(context)) throw new ArgumentOutOfRangeException(nameof(context), context, "Session context: expected rest, conversation or reading.");
        if (recordedAt > now) throw new ArgumentException($"Recorded: expected a time that is past, found {recordedAt:u}.", nameof(recordedAt));
        if (consentGivenAt > now) throw new ArgumentException($"Consent: expected a time that is past, found {consentGivenAt:u}.", nameof(consentGivenAt));
        PatientId = Wording.Checked(patientId, "Patient");
        Context = context;
        RecordedAt = recordedAt;
        ConsentGivenAt = consentGivenAt;
    }

    public Guid PatientId { get; }

    /// <summary>The words that the patient agreed to, in the language in which they were read.</summary>
    public ConsentText Words { get; init; } = ConsentText.Recording;

    public SessionContext Context { get; }

    public DateTimeOffset RecordedAt { get; }

    public DateTimeOffset ConsentGivenAt { get; }

    /// <summary>Length of the neutral baseline that the recording begins with, the patient at rest and looking at the camera; null where it begins with none.</summary>
    public TimeSpan? Baseline { get; init; }
}
