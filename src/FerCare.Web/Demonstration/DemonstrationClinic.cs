using System.Security.Cryptography;
using FerCare.Affect.Indicators;
using FerCare.Clinic.Access;
using FerCare.Clinic.Audit;
using FerCare.Clinic.Findings;
using FerCare.Clinic.Joining;
using FerCare.Clinic.Patients;
using FerCare.Clinic.Sessions;
using FerCare.Clinic.Storage;
using Microsoft.AspNetCore.Identity;

namespace FerCare.Web.Demonstration;

/// <summary>An account of the demonstration; the password is known only here and is printed once.</summary>
public sealed record DemonstrationAccount(string UserName, string Password, string DisplayName, string Role);

/// <summary>A demonstration was begun in this database and never finished, so its accounts have no passwords.</summary>
public sealed class DemonstrationUnfinishedException(string path)
    : IOException($"Database {path}: expected an empty one or a finished demonstration, found one that was interrupted while it was made. Delete the file and start again.");

/// <summary>
/// Fills an empty database with a synthetic clinic: its past sessions go through the same journal, course and assessment as real ones,
/// only the face is simulated and the clock stands in the past.
/// </summary>
public static class DemonstrationClinic
{
    private const long BaselineMs = 30_000;
    private const string Simulator = "simulated face (no network)";
    private static readonly TimeOnly FirstHour = new(8, 0);

    /// <summary>
    /// Seeds the migrated database of the app, before the app is started. Returns its accounts, or none if there are accounts already.
    /// </summary>
    /// <exception cref="DemonstrationUnfinishedException">An earlier seeding was interrupted.</exception>
    public static async Task<IReadOnlyList<DemonstrationAccount>> SeedAsync(IServiceProvider services, CancellationToken cancel = default)
    {
        await using var scope = services.CreateAsyncScope();
        var people = scope.ServiceProvider.GetRequiredService<UserManager<StaffAccount>>();
        var database = services.GetRequiredService<ClinicDatabase>();
        if (people.Users.Any(u => u.PasswordHash == null)) throw new DemonstrationUnfinishedException(database.Path);
        if (people.Users.Any()) return [];

        var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
        var clock = new SeedingClock(now.AddDays(-60));
        await using var past = Past(services, database, clock);
        var administrator = await AdmitAsync(scope.ServiceProvider, "admin", "Sample administrator", Roles.Administrator);
        var teams = past.GetRequiredService<CareTeams>();
        var clinicians = new Dictionary<string, (Guid Team, StaffAccount Clinician)>();
        foreach (var (name, side) in ((string, string)[])[(DemonstrationPlan.North, "North"), (DemonstrationPlan.South, "South"), (DemonstrationPlan.East, "East")])
        {
            var clinician = await AdmitAsync(scope.ServiceProvider, $"clinician.{side.ToLowerInvariant()}", $"Sample clinician {side}", Roles.Clinician);
            var team = await teams.CreateAsync(name, administrator.Id, cancel);
            await teams.JoinAsync(team, clinician.Id, administrator.Id, cancel);
            clinicians[name] = (team, clinician);
        }

        await DemonstrationForms.SwitchOnAsync(past, administrator.Id, cancel);

        var journal = past.GetRequiredService<SessionJournal>();
        await journal.StartAsync(cancel);
        try
        {
            var seed = 1;
            foreach (var planned in DemonstrationPlan.Patients)
            {
                var (team, clinician) = clinicians[planned.Team];
                clock.Now = planned.Sessions is [var first, ..] ? now.AddDays(-first.DaysAgo - 1) : now.AddHours(-1);
                var care = new CareScope(clinician.Id);
                var patient = await past.GetRequiredService<PatientRegister>()
                    .CreateAsync(care, new NewPatient(team, planned.Name, planned.RecordNumber, planned.BirthYear), cancel);
                foreach (var session in planned.Sessions) await PlayAsync(past, clock, care, patient, session, At(now, session.DaysAgo, seed), seed++, cancel);
                clock.Now = now;
                if (planned.Today)
                {
                    var today = await past.GetRequiredService<SessionSchedule>().CreateAsync(care, patient, SessionContext.Conversation, LaterToday(now, seed), cancel);
                    await DemonstrationForms.AskAsync(past, care, today.PublicId, [DemonstrationForms.Phq9, DemonstrationForms.Gad7], cancel);
                }

                clock.Now = now.AddMinutes(-4);
                if (planned.EnteredNow is { } form) await DemonstrationForms.EnterAsync(past, care, patient, form, seed, cancel);
            }
        }
        finally
        {
            await journal.StopAsync(cancel);
        }

        // The passwords come last: an account that has one belongs to a finished demonstration.
        var accounts = new List<DemonstrationAccount> { await OpenAsync(people, administrator, Roles.Administrator) };
        foreach (var (_, clinician) in clinicians.Values) accounts.Add(await OpenAsync(people, clinician, Roles.Clinician));
        return accounts;
    }

    private static ServiceProvider Past(IServiceProvider services, ClinicDatabase database, SeedingClock clock)
    {
        var past = new ServiceCollection();
        past.AddSingleton<TimeProvider>(clock);
        past.AddSingleton(services.GetRequiredService<IndicatorOptions>());
        // Large transactions: nobody waits for an acknowledgement here, and every commit waits for the disk.
        past.AddSingleton(new JournalOptions { MaximumRows = 10_000 });
        past.AddClinic(database.Path);
        return past.BuildServiceProvider();
    }

    private static async Task PlayAsync(
        ServiceProvider past, SeedingClock clock, CareScope care, Guid patient, PastSession plan, DateTimeOffset start, int seed, CancellationToken cancel)
    {
        clock.Now = start.AddHours(-20);
        var session = await past.GetRequiredService<SessionSchedule>().CreateAsync(care, patient, SessionContext.Conversation, start, cancel);
        var link = await past.GetRequiredService<JoinLinks>().IssueAsync(care, session.Id, cancel);
        var forms = plan.Forms ?? [];
        if (forms.Count > 0) await DemonstrationForms.AskAsync(past, care, session.PublicId, forms.Select(f => f.InstrumentId), cancel);
        clock.Now = start.AddMinutes(-10);
        await past.GetRequiredService<JoinLinks>().RedeemAsync(link.Token, cancel);
        clock.Now = start.AddMinutes(-9);
        await past.GetRequiredService<ConsentLedger>().GiveAsync(session.Id, ConsentText.Current, cancel);
        await DemonstrationForms.FillInAsync(past, clock, care, patient, session.Id, forms, seed, cancel);
        clock.Now = start;
        var course = past.GetRequiredService<SessionCourse>();
        await course.BeginAsync(session.Id, Simulator, cancel);
        await course.BaselineStartedAsync(session.Id, 0, cancel);
        clock.Now = start.AddMilliseconds(BaselineMs);
        await course.BaselineEndedAsync(session.Id, BaselineMs, cancel);

        var interruptions = plan.Interruptions ?? [];
        var endMs = plan.WithdrawnAtMs ?? plan.Seconds * 1000L;
        await AppendAsync(past.GetRequiredService<SessionJournal>(), session.Id, plan, seed, endMs, interruptions, cancel);
        foreach (var (fromMs, doing) in plan.Marks ?? [])
        {
            clock.Now = start.AddMilliseconds(fromMs);
            await past.GetRequiredService<ContextMarks>().SetAsync(care, session.PublicId, fromMs, doing, cancel);
        }

        foreach (var interruption in interruptions)
        {
            clock.Now = start.AddMilliseconds(interruption.FromMs);
            await InterruptAsync(course, session.Id, interruption, cancel);
            clock.Now = start.AddMilliseconds(interruption.ToMs);
            await GoOnAsync(course, session.Id, interruption, cancel);
        }

        clock.Now = start.AddMilliseconds(endMs);
        if (plan.WithdrawnAtMs is null) await course.EndAsync(session.Id, endMs, cancel);
        else await past.GetRequiredService<ConsentLedger>().WithdrawAsync(session.Id, endMs, cancel);
        await past.GetRequiredService<SessionAssessment>().ConcludeAsync(session.Id, cancel);
    }

    private static async Task AppendAsync(
        SessionJournal journal, long sessionId, PastSession plan, int seed, long endMs, IReadOnlyList<Interruption> interruptions, CancellationToken cancel)
    {
        var marks = plan.Marks ?? [];
        var face = new FaceSimulator(plan.Manner.OnAnotherDay(new Random(seed)), seed, at => marks.Where(m => m.FromMs <= at).Select(m => m.Doing).LastOrDefault(SessionContext.Conversation) switch
        {
            // As the means of adults differ from that in conversation (Bentivoglio et al. 1997).
            SessionContext.Rest => 17 / 26.0,
            SessionContext.Reading => 4.5 / 26,
            _ => 1,
        });
        foreach (var (frame, emotion) in face.Until(endMs, BaselineMs))
        {
            if (interruptions.Any(i => frame.TimeMs >= i.FromMs && frame.TimeMs < i.ToMs)) continue;
            await journal.AppendAsync(sessionId, frame, cancel);
            if (emotion is { } classified) await journal.AppendAsync(sessionId, classified, cancel);
        }

        // On a slow machine the large transactions would otherwise keep the next step waiting for longer than it waits.
        await journal.FlushAsync(cancel);
    }

    private static Task InterruptAsync(SessionCourse course, long id, Interruption interruption, CancellationToken cancel) => interruption.Begins switch
    {
        SessionEventKind.Paused => course.PauseAsync(id, interruption.FromMs, cancel),
        SessionEventKind.Hidden => course.HideAsync(id, interruption.FromMs, cancel),
        _ => course.LoseConnectionAsync(id, interruption.FromMs, cancel),
    };

    private static Task GoOnAsync(SessionCourse course, long id, Interruption interruption, CancellationToken cancel) => interruption.Begins switch
    {
        SessionEventKind.Paused => course.ResumeAsync(id, interruption.ToMs, cancel),
        SessionEventKind.Hidden => course.ShowAsync(id, interruption.ToMs, cancel),
        _ => course.ReconnectAsync(id, interruption.ToMs, cancel),
    };

    private static async Task<StaffAccount> AdmitAsync(IServiceProvider services, string userName, string displayName, string role)
    {
        var roles = services.GetRequiredService<RoleManager<IdentityRole<Guid>>>();
        if (!await roles.RoleExistsAsync(role)) Require(await roles.CreateAsync(new IdentityRole<Guid>(role) { Id = Guid.CreateVersion7() }));
        var people = services.GetRequiredService<UserManager<StaffAccount>>();
        var account = new StaffAccount { Id = Guid.CreateVersion7(), UserName = userName, DisplayName = displayName };
        Require(await people.CreateAsync(account));
        Require(await people.AddToRoleAsync(account, role));
        await services.GetRequiredService<AuditTrail>().RecordAsync(new AuditEntry(AuditAction.CreateAccount, null, "account", account.Id.ToString(), "demonstration"));
        return account;
    }

    private static async Task<DemonstrationAccount> OpenAsync(UserManager<StaffAccount> people, StaffAccount account, string role)
    {
        var password = RandomNumberGenerator.GetString("abcdefghjkmnpqrstuvwxyz23456789", 16);
        Require(await people.AddPasswordAsync(account, password));
        return new DemonstrationAccount(account.UserName!, password, account.DisplayName, role);
    }

    private static void Require(IdentityResult result)
    {
        if (!result.Succeeded) throw new InvalidOperationException($"Demonstration account: {string.Join(" ", result.Errors.Select(e => e.Description))}");
    }

    private static DateTimeOffset At(DateTimeOffset now, int daysAgo, int seed) =>
        new DateTimeOffset(now.UtcDateTime.Date.AddDays(-daysAgo), TimeSpan.Zero) + FirstHour.ToTimeSpan() + TimeSpan.FromMinutes(45 * (seed % 10));

    private static DateTimeOffset LaterToday(DateTimeOffset now, int seed) => now.AddMinutes(15 + 5 * (seed % 4));
}
