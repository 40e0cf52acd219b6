using FerCare.Clinic.Access;
using FerCare.Clinic.Audit;
using FerCare.Clinic.Findings;
using FerCare.Clinic.Instruments;
using FerCare.Clinic.Joining;
using FerCare.Clinic.Patients;
using FerCare.Clinic.Sealing;
using FerCare.Clinic.Sessions;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;

namespace FerCare.Clinic;

/// <summary>
/// The clinic's records. The two sample series and their roll-ups are not in this model: they are tables of their own that
/// the session journal writes and the session archive reads.
/// </summary>
/// <param name="options">The database.</param>
/// <param name="chain">Seals what is added to the audit trail; null at design time, when nothing is.</param>
/// <param name="time">Decides whether an emergency access still lasts; null at design time.</param>
public sealed class ClinicContext(DbContextOptions<ClinicContext> options, AuditChain? chain = null, TimeProvider? time = null)
    : IdentityDbContext<StaffAccount, IdentityRole<Guid>, Guid>(options)
{
    public DbSet<RecoveryCode> RecoveryCodes => Set<RecoveryCode>();
    public DbSet<AccessToken> AccessTokens => Set<AccessToken>();
    public DbSet<CareTeam> CareTeams => Set<CareTeam>();
    public DbSet<CareTeamMember> CareTeamMembers => Set<CareTeamMember>();
    public DbSet<Patient> Patients => Set<Patient>();
    public DbSet<MonitoringSession> Sessions => Set<MonitoringSession>();
    public DbSet<SessionEvent> SessionEvents => Set<SessionEvent>();
    public DbSet<JoinLink> JoinLinks => Set<JoinLink>();
    public DbSet<Consent> Consents => Set<Consent>();
    public DbSet<SignalRecord> Signals => Set<SignalRecord>();
    public DbSet<BaselineRecord> Baselines => Set<BaselineRecord>();
    public DbSet<BaselineReset> BaselineResets => Set<BaselineReset>();
    public DbSet<Finding> Findings => Set<Finding>();
    public DbSet<FindingReview> FindingReviews => Set<FindingReview>();
    public DbSet<ContextMark> ContextMarks => Set<ContextMark>();
    public DbSet<TimelineNote> TimelineNotes => Set<TimelineNote>();
    public DbSet<InstrumentUse> InstrumentsInUse => Set<InstrumentUse>();
    public DbSet<PlannedForm> PlannedForms => Set<PlannedForm>();
    public DbSet<FormResponse> FormResponses => Set<FormResponse>();
    public DbSet<FormAnswer> FormAnswers => Set<FormAnswer>();
    public DbSet<SafetyAlert> SafetyAlerts => Set<SafetyAlert>();
    public DbSet<SafetyNotice> SafetyNotice => Set<SafetyNotice>();
    public DbSet<EmergencyAccess> EmergencyAccesses => Set<EmergencyAccess>();
    public DbSet<AuditRecord> AuditRecords => Set<AuditRecord>();
    public DbSet<PatientAuditKey> PatientAuditKeys => Set<PatientAuditKey>();

    /// <summary>The instant at which this context asks.</summary>
    internal DateTimeOffset Now => (time ?? TimeProvider.System).GetUtcNow();

    /// <summary>The end of the audit trail once the open transaction is committed.</summary>
    internal AuditHead? UncommittedHead { get; set; }

    /// <summary>Fixed here and not by the host's options, so that the model is the same at design time, in tests and in service.</summary>
    protected override Version SchemaVersion => IdentitySchemaVersions.Version3;

    public override int SaveChanges(bool acceptAllChangesOnSuccess) => AddedAudit().Count == 0 ? base.SaveChanges(acceptAllChangesOnSuccess)
        : throw new InvalidOperationException("Audit records are saved with SaveChangesAsync.");

    public override Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        var added = AddedAudit();
        if (added.Count == 0) return base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
        if (chain is null) throw new InvalidOperationException("Audit records: expected the chain that seals them, found none.");
        return chain.SaveAsync(this, added, () => base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken), cancellationToken);
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UtcTicks>();
        configurationBuilder.Properties<SealedText>().HaveConversion<SealedTextBytes>();
    }

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.ApplyConfigurationsFromAssembly(typeof(ClinicContext).Assembly);
    }

    private List<EntityEntry<AuditRecord>> AddedAudit()
    {
        var touched = ChangeTracker.Entries<AuditRecord>().Where(e => e.State is not (EntityState.Unchanged or EntityState.Detached)).ToList();
        return touched.TrueForAll(e => e.State == EntityState.Added) ? touched
            : throw new InvalidOperationException("Audit records are only ever added, never changed or deleted.");
    }
}
