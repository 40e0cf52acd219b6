using FerCare.Clinic.Patients;
using FerCare.Clinic.Sessions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace FerCare.Clinic.Instruments;

/// <summary>On what occasion a form is filled in. Stored as a number: never renumber.</summary>
public enum FormOccasion
{
    /// <summary>By the patient, after consent and before the camera check.</summary>
    BeforeSession = 0,

    /// <summary>By the patient, when the session has ended.</summary>
    AfterSession = 1,

    /// <summary>By a clinician, on the patient's page.</summary>
    Entered = 2,
}

/// <summary>One form of one patient, from its first answer on.</summary>
public sealed class FormResponse
{
    private FormResponse() => InstrumentId = InstrumentVersion = Language = "";

    internal FormResponse(Guid patientId, long? sessionId, FormOccasion occasion, Guid? enteredBy, InstrumentText words, DateTimeOffset startedAt)
    {
        if (!Enum.IsDefined(occasion)) throw new ArgumentOutOfRangeException(nameof(occasion), occasion, "Occasion: expected before, after or entered.");
        if (occasion == FormOccasion.Entered != (sessionId is null && enteredBy is not null)) throw new ArgumentException("Form: expected a session's form or one that a clinician enters, found neither.");
        PublicId = Guid.NewGuid();
        PatientId = Wording.Checked(patientId, "Patient");
        SessionId = sessionId;
        Occasion = occasion;
        EnteredBy = enteredBy;
        InstrumentId = words.InstrumentId;
        InstrumentVersion = words.Version;
        Language = words.Language;
        StartedAt = startedAt;
    }

    public long Id { get; private set; }

    /// <summary>The id that stands in addresses.</summary>
    public Guid PublicId { get; private set; }
    public Guid PatientId { get; private set; }

    /// <summary>The session before or after which the patient fills it in; null where a clinician enters it.</summary>
    public long? SessionId { get; private set; }
    public FormOccasion Occasion { get; private set; }

    /// <summary>The clinician who enters it; null where the patient does.</summary>
    public Guid? EnteredBy { get; private set; }
    public string InstrumentId { get; private set; }

    /// <summary>Version of the words that were read, see <see cref="InstrumentText.Version"/>.</summary>
    public string InstrumentVersion { get; private set; }
    public string Language { get; private set; }
    public DateTimeOffset StartedAt { get; private set; }

    /// <summary>When it was handed in complete.</summary>
    public DateTimeOffset? CompletedAt { get; internal set; }

    /// <summary>When it was left with items missing.</summary>
    public DateTimeOffset? LeftAt { get; internal set; }

    /// <summary>The total; null unless handed in complete.</summary>
    public int? Score { get; internal set; }

    /// <summary>The band of the total; null where there is none.</summary>
    public string? Band { get; internal set; }

    /// <summary>No more answers are taken.</summary>
    public bool IsClosed => CompletedAt is not null || LeftAt is not null;
}

/// <summary>One answer, stored the moment it is given.</summary>
public sealed class FormAnswer
{
    private FormAnswer() => ItemId = "";

    internal FormAnswer(long responseId, string itemId, int value, DateTimeOffset answeredAt)
    {
        ResponseId = responseId;
        ItemId = itemId;
        Value = value;
        AnsweredAt = answeredAt;
    }

    public long ResponseId { get; private set; }
    public string ItemId { get; private set; }

    /// <summary>As chosen, before any reversal.</summary>
    public int Value { get; internal set; }
    public DateTimeOffset AnsweredAt { get; internal set; }
}

internal sealed class FormResponseConfiguration : IEntityTypeConfiguration<FormResponse>
{
    public void Configure(EntityTypeBuilder<FormResponse> response)
    {
        response.ToTable("form_responses");
        response.Property(r => r.InstrumentId).HasMaxLength(40);
        response.Property(r => r.InstrumentVersion).HasMaxLength(40);
        response.Property(r => r.Language).HasMaxLength(20);
        response.Property(r => r.Band).HasMaxLength(60);
        response.HasIndex(r => r.PublicId).IsUnique();
        response.HasIndex(r => new { r.PatientId, r.StartedAt });
        response.HasIndex(r => new { r.SessionId, r.InstrumentId, r.Occasion }).IsUnique();
        response.HasOne<Patient>().WithMany().HasForeignKey(r => r.PatientId).OnDelete(DeleteBehavior.Cascade);
        response.HasOne<MonitoringSession>().WithMany().HasForeignKey(r => r.SessionId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class FormAnswerConfiguration : IEntityTypeConfiguration<FormAnswer>
{
    public void Configure(EntityTypeBuilder<FormAnswer> answer)
    {
        answer.ToTable("form_answers");
        answer.HasKey(a => new { a.ResponseId, a.ItemId });
        answer.Property(a => a.ItemId).HasMaxLength(40);
        answer.HasOne<FormResponse>().WithMany().HasForeignKey(a => a.ResponseId).OnDelete(DeleteBehavior.Cascade);
    }
}
