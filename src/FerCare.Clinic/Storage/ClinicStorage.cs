using FerCare.Affect.Indicators;
using FerCare.Clinic.Access;
using FerCare.Clinic.Audit;
using FerCare.Clinic.Findings;
using FerCare.Clinic.Instruments;
using FerCare.Clinic.Joining;
using FerCare.Clinic.Patients;
using FerCare.Clinic.Rights;
using FerCare.Clinic.Sealing;
using FerCare.Clinic.Sessions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace FerCare.Clinic.Storage;

/// <summary>Registers the clinic on its embedded database, and brings that up to date.</summary>
public static class ClinicStorage
{
    /// <summary>Name of the assembly with the migrations.</summary>
    private const string Migrations = "FerCare.Migrations";

    /// <summary>
    /// Registers everything in this assembly. Options (<see cref="JournalOptions"/>, <see cref="JoinLinkOptions"/>, <see cref="LeftoverOptions"/>, <see cref="IndicatorOptions"/>,
    /// <see cref="SafetyAlertOptions"/>, <see cref="EmergencyAccessOptions"/>, <see cref="RetentionOptions"/>)
    /// and the clock can be registered before, otherwise the defaults are taken. Call <see cref="MigrateAsync"/> before the host starts.
    /// </summary>
    /// <param name="databasePath">The file; it and its folder are created where missing.</param>
    public static IServiceCollection AddClinic(this IServiceCollection services, string databasePath)
    {
        var database = new ClinicDatabase(databasePath);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(IndicatorOptions.Default);
        services.TryAddSingleton<JournalOptions>();
        services.TryAddSingleton<JoinLinkOptions>();
        services.TryAddSingleton<LeftoverOptions>();
        services.TryAddSingleton<EmergencyAccessOptions>();
        services.AddLogging();
        services.AddSingleton(database);
        services.AddDbContextFactory<ClinicContext>((provider, options) =>
            Configure(options, database.ConnectionString).AddInterceptors(provider.GetRequiredService<AuditAnchoring>()));
        services.AddSingleton<ClinicBackup>();
        services.AddSingleton<BackupWriter>();
        services.AddSingleton<DatabaseStart>();
        services.AddSingleton(new AuditKey(Path.Combine(database.KeyFolder, "audit.key")));
        services.AddSingleton(provider => new AuditAnchor(Path.Combine(database.KeyFolder, "audit.head"), provider.GetRequiredService<ILogger<AuditAnchor>>()));
        services.AddSingleton(new MasterKey(Path.Combine(database.KeyFolder, "master.key")));
        services.AddSingleton(provider => new PatientKeys(provider.GetRequiredService<MasterKey>(), Path.Combine(database.KeyFolder, "patients")));
        services.AddSingleton(provider => new ErasedPatients(provider.GetRequiredService<MasterKey>(), Path.Combine(database.KeyFolder, "erased")));
        services.AddSingleton(provider => new ErasedSessions(provider.GetRequiredService<MasterKey>(), Path.Combine(database.KeyFolder, "erased-sessions")));
        services.AddSingleton<PatientSeals>();
        services.AddSingleton<MissingKeys>();
        services.AddSingleton<DiskScrub>();
        services.AddSingleton<SealStart>();
        services.AddSingleton<PatientRemains>();
        services.AddSingleton<PatientErasure>();
        services.AddSingleton<PatientDossiers>();
        services.AddSingleton<SampleErasure>();
        services.TryAddSingleton<RetentionOptions>();
        services.AddSingleton<Retention>();
        services.AddSingleton<AuditAnchoring>();
        services.AddSingleton<AuditChain>();
        services.AddSingleton<AuditStart>();
        services.AddSingleton<AuditInspection>();
        services.AddSingleton<AuditTrail>();
        services.AddSingleton<PatientExports>();
        services.AddSingleton<CareTeams>();
        services.AddSingleton<EmergencyAccesses>();
        services.AddSingleton<AccessTokens>();
        services.AddSingleton<PatientRegister>();
        services.AddSingleton<SessionSchedule>();
        services.AddSingleton<SessionCourse>();
        services.AddSingleton<JoinLinks>();
        services.AddSingleton<ConsentLedger>();
        services.AddSingleton<InterruptedSessions>();
        services.AddSingleton<SessionJournal>();
        services.AddSingleton<SessionArchive>();
        services.AddSingleton<SessionAssessment>();
        services.AddSingleton<RecordedSessions>();
        services.AddSingleton<FindingReviews>();
        services.AddSingleton<PatientBaselines>();
        services.AddSingleton<PatientTrend>();
        services.AddSingleton<ContextMarks>();
        services.AddSingleton<TimelineNotes>();
        services.AddSingleton<SessionParts>();
        services.AddSingleton<Reassessment>();
        services.AddSingleton<LeftoverSessions>();
        // In this order: the journal starts first and stops last.
        services.AddHostedService(provider => provider.GetRequiredService<SessionJournal>());
        services.AddHostedService(provider => provider.GetRequiredService<LeftoverSessions>());
        services.AddHostedService<RetentionRounds>();
        services.AddInstruments(database);
        return services;
    }

    /// <summary>
    /// Applies what migrations are missing, one process at a time: recovers from an interrupted migration, backs up before a change.
    /// </summary>
    /// <exception cref="DatabaseTooNewException">A later version wrote the database.</exception>
    /// <exception cref="DatabaseInUseException">Another process has been migrating for 30 s.</exception>
    public static Task MigrateAsync(IServiceProvider services, CancellationToken cancel = default) =>
        services.GetRequiredService<DatabaseStart>().MigrateAsync(cancel);

    /// <summary>The options of a context on a database of this kind; also for the design-time factory.</summary>
    public static DbContextOptionsBuilder Configure(DbContextOptionsBuilder options, string connectionString) => options
        .UseSqlite(connectionString, sqlite => sqlite.MigrationsAssembly(Migrations).CommandTimeout(ClinicDatabase.TimeoutSeconds))
        .AddInterceptors(ConnectionSettings.Instance);
}
