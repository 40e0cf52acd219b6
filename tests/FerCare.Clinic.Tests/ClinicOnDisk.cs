using FerCare.Affect;
using FerCare.Affect.Indicators;
using FerCare.Clinic.Access;
using FerCare.Clinic.Audit;
using FerCare.Clinic.Findings;
using FerCare.Clinic.Joining;
using FerCare.Clinic.Patients;
using FerCare.Clinic.Sessions;
using FerCare.Clinic.Storage;
using Microsoft.AspNetCore.Identity;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace FerCare.Clinic.Tests;

/// <summary>A whole clinic on a real database file in a folder of its own, with a clock that stands still until it is moved.</summary>
internal sealed class ClinicOnDisk : IAsyncDisposable
{
    private readonly ServiceProvider services;
    private readonly bool ownsFolder;

    private ClinicOnDisk(string folder, bool ownsFolder, FakeTimeProvider clock, JournalOptions journal)
    {
        Folder = folder;
        this.ownsFolder = ownsFolder;
        Clock = clock;
        var collection = new ServiceCollection();
        collection.AddSingleton<TimeProvider>(new HalfFakeClock(clock));
        collection.AddSingleton(journal);
        collection.AddClinic(Path.Combine(folder, "clinic.db"));
        services = collection.BuildServiceProvider();
    }

    public string Folder { get; }
    public FakeTimeProvider Clock { get; }
    public IServiceProvider Services => services;
    public ClinicDatabase Database => Get<ClinicDatabase>();
    public SessionJournal Journal => Get<SessionJournal>();
    public SessionCourse Course => Get<SessionCourse>();
    public JoinLinks Links => Get<JoinLinks>();
    public ConsentLedger Consents => Get<ConsentLedger>();
    public PatientRegister Patients => Get<PatientRegister>();
    public SessionSchedule Schedule => Get<SessionSchedule>();
    public SessionArchive Archive => Get<SessionArchive>();
    public SessionAssessment Assessment => Get<SessionAssessment>();
    public AuditTrail Audit => Get<AuditTrail>();
    public static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <param name="folder">An existing clinic's folder; a new one, deleted afterwards, where null.</param>
    /// <param name="migrate">Bring the database up to date first.</param>
    /// <param name="start">Start the journal, as a host does.</param>
    public static async Task<ClinicOnDisk> OpenAsync(string? folder = null, bool migrate = true, bool start = true, JournalOptions? journal = null)
    {
        var clinic = new ClinicOnDisk(folder ?? Directory.CreateTempSubdirectory("fercare-clinic-").FullName, folder is null,
            new FakeTimeProvider(new DateTimeOffset(2026, 3, 2, 9, 0, 0, TimeSpan.Zero)), journal ?? new JournalOptions { MaximumDelay = TimeSpan.FromMilliseconds(20) });
        if (migrate) await ClinicStorage.MigrateAsync(clinic.Services, Cancel);
        if (migrate && start) await clinic.Journal.StartAsync(Cancel);
        return clinic;
    }

    public T Get<T>() where T : notnull => services.GetRequiredService<T>();

    public async Task<ClinicContext> ContextAsync() => await Get<IDbContextFactory<ClinicContext>>().CreateDbContextAsync(Cancel);

    /// <summary>A clinician in a care team of that name, which is founded where it does not exist.</summary>
    public async Task<(CareScope Scope, Guid TeamId)> ClinicianAsync(string team = "North")
    {
        var teams = Get<CareTeams>();
        var teamId = (await teams.AllAsync(Cancel)).FirstOrDefault(t => t.Name == team)?.Id ?? await teams.CreateAsync(team, null, Cancel);
        var id = Guid.NewGuid();
        await using (var context = await ContextAsync())
        {
            context.Users.Add(new StaffAccount { Id = id, UserName = $"{id}", DisplayName = $"Clinician of {team}" });
            var role = await context.Roles.SingleOrDefaultAsync(r => r.Name == Roles.Clinician, Cancel) ?? context.Roles.Add(new IdentityRole<Guid>(Roles.Clinician) { Id = Guid.NewGuid() }).Entity;
            context.UserRoles.Add(new IdentityUserRole<Guid> { UserId = id, RoleId = role.Id });
            await context.SaveChangesAsync(Cancel);
        }

        await teams.JoinAsync(teamId, id, null, Cancel);
        return (new CareScope(id), teamId);
    }

    /// <summary>A planned session of a new patient of a new clinician.</summary>
    public async Task<Planned> PlannedAsync(string team = "North", string recordNumber = "N-1")
    {
        var (scope, teamId) = await ClinicianAsync(team);
        var patient = await Patients.CreateAsync(scope, new NewPatient(teamId, $"Sample patient {recordNumber}", recordNumber, 1980), Cancel);
        return await PlannedAsync(scope, patient);
    }

    public async Task<Planned> PlannedAsync(CareScope scope, Guid patient)
    {
        var session = await Schedule.CreateAsync(scope, patient, SessionContext.Conversation, Clock.GetUtcNow(), Cancel);
        return new Planned(scope, patient, session.Id, session.PublicId);
    }

    /// <summary>A session that has been consented to and has begun.</summary>
    public async Task<Planned> LiveAsync(string team = "North", string recordNumber = "N-1")
    {
        var planned = await PlannedAsync(team, recordNumber);
        await BeginAsync(planned);
        return planned;
    }

    public async Task BeginAsync(Planned planned)
    {
        await Consents.GiveAsync(planned.Id, ConsentText.Current, Cancel);
        await Course.BeginAsync(planned.Id, "test network", Cancel);
    }

    public async Task<long> CountAsync(string table)
    {
        await using var connection = new SqliteConnection(Database.ConnectionString);
        await connection.OpenAsync(Cancel);
        await using var command = connection.CreateCommand();
        command.CommandText = $"SELECT count(*) FROM {table};";
        return (long)(await command.ExecuteScalarAsync(Cancel))!;
    }

    /// <summary>Closes the idle connections to this database; those of tests that run beside this one stay.</summary>
    public void ForgetConnections()
    {
        using var own = new SqliteConnection(Database.ConnectionString);
        SqliteConnection.ClearPool(own);
    }

    public static FrameSample Frame(long timeMs) => new(timeMs, QualityIssue.None, new FaceBox(210, 120, 180, 190), 0.3123, 0.3045, new HeadPose(-3.21, 5.5, 1.25), 0.01234);

    public static EmotionSample Emotion(long timeMs) => new(timeMs, QualityIssue.None, new EmotionProbabilities(0.05f, 0.02f, 0.03f, 0.4f, 0.1f, 0.05f, 0.35f));

    public async ValueTask DisposeAsync()
    {
        await Journal.StopAsync(CancellationToken.None);
        ForgetConnections();
        await services.DisposeAsync();
        if (ownsFolder) Directory.Delete(Folder, true);
    }

    internal sealed record Planned(CareScope Scope, Guid PatientId, long Id, Guid PublicId);

    /// <summary>The instant is the test's; timers and time stamps run on, so that the journal still commits.</summary>
    private sealed class HalfFakeClock(FakeTimeProvider instant) : TimeProvider
    {
        public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

        public override DateTimeOffset GetUtcNow() => instant.GetUtcNow();
    }
}
