using FerCare.Clinic.Sessions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace FerCare.Clinic.Instruments;

/// <summary>A form that the patient is asked to fill in before or after one session.</summary>
public sealed class PlannedForm
{
    private PlannedForm() => InstrumentId = "";

    internal PlannedForm(long sessionId, FormChoice choice, Guid plannedBy, DateTimeOffset plannedAt)
    {
        SessionId = sessionId;
        InstrumentId = choice.InstrumentId;
        Occasion = choice.Occasion;
        Language = choice.Language;
        PlannedBy = Wording.Checked(plannedBy, "Member of staff");
        PlannedAt = plannedAt;
    }

    public long SessionId { get; private set; }
    public string InstrumentId { get; private set; }
    public FormOccasion Occasion { get; private set; }

    /// <summary>The language wanted; null takes English, or what there is.</summary>
    public string? Language { get; private set; }

    /// <summary>The session's clinician as far as forms go: alerts reach this person first.</summary>
    public Guid PlannedBy { get; private set; }
    public DateTimeOffset PlannedAt { get; private set; }
}

/// <summary>What a clinician chooses for a session.</summary>
public sealed record FormChoice
{
    public FormChoice(string instrumentId, FormOccasion occasion, string? language = null)
    {
        InstrumentId = Wording.Checked(instrumentId, 40, "Instrument");
        Occasion = occasion is FormOccasion.BeforeSession or FormOccasion.AfterSession ? occasion
            : throw new ArgumentOutOfRangeException(nameof(occasion), occasion, "A planned form: expected before or after the session.");
        Language = language is null ? null : Wording.Checked(language, 20, "Language");
    }

    public string InstrumentId { get; }
    public FormOccasion Occasion { get; }
    public string? Language { get; }
}

internal sealed class PlannedFormConfiguration : IEntityTypeConfiguration<PlannedForm>
{
    public void Configure(EntityTypeBuilder<PlannedForm> form)
    {
        form.ToTable("planned_forms");
        form.HasKey(f => new { f.SessionId, f.InstrumentId, f.Occasion });
        form.Property(f => f.InstrumentId).HasMaxLength(40);
        form.Property(f => f.Language).HasMaxLength(20);
        form.HasOne<MonitoringSession>().WithMany().HasForeignKey(f => f.SessionId).OnDelete(DeleteBehavior.Cascade);
    }
}
