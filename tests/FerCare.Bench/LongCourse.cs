using FerCare.Clinic.Access;
using FerCare.Clinic.Findings;
using FerCare.Clinic.Instruments;
using FerCare.Clinic.Joining;
using FerCare.Clinic.Patients;
using FerCare.Clinic.Sessions;
using FerCare.Clinic.Storage;
using FerCare.Samples;
using FerCare.Web.Accounts;
using Microsoft.Extensions.DependencyInjection;

namespace FerCare.Bench;

/// <summary>A clinician and one made-up patient with many weekly sessions and questionnaires in a real database.</summary>
/// <param name="Password">Made for this one database.</param>
internal sealed record LongCourse(CareScope Scope, Guid Patient, string UserName, string Password)
{
    /// <summary>Lets every session go through journal, course and assessment as real ones do, while the clock stands in the past.</summary>
    public static async Task<LongCourse> FillAsync(IServiceProvider app, string databasePath, int sessions)
    {
        var password = $"{Guid.NewGuid():N}{Guid.NewGuid():N}";
        var (id, problems) = await app.GetRequiredService<StaffRegister>().CreateAsync(new NewAccount("clinician", "Sample clinician", password, [Roles.Clinician]), actor: null);
        var scope = new CareScope(id ?? throw new InvalidOperationException(string.Join(" ", problems)));
        var teams = app.GetRequiredService<CareTeams>();
        var team = await teams.CreateAsync("Sample team", actor: null);
        await teams.JoinAsync(team, scope.StaffId, actor: null);

        var clock = new StandingClock { Now = TimeProvider.System.GetUtcNow().AddDays(-7 * sessions) };
        var collection = new ServiceCollection();
        collection.AddSingleton<TimeProvider>(clock);
        collection.AddSingleton(new JournalOptions { MaximumRows = 10_000 });
        collection.AddClinic(databasePath);
        await using var past = collection.BuildServiceProvider();
        await past.GetRequiredService<SafetyNotices>().ChangeAsync(new CrisisWords("Sample words of this clinic.", "+00 1 234567"), scope.StaffId);
        foreach (var instrument in (string[])["phq-9", "gad-7"]) await past.GetRequiredService<InstrumentSwitches>().SwitchOnAsync(instrument, false, scope.StaffId);
        var patient = await past.GetRequiredService<PatientRegister>().CreateAsync(scope, new NewPatient(team, "Sample patient", "S-0001", 1980));
        var journal = past.GetRequiredService<SessionJournal>();
        await journal.StartAsync(CancellationToken.None);
        for (var number = 1; number <= sessions; number++)
        {
            await EnterAsync(past, scope, patient, "phq-9", number % 3);
            if (number % 2 == 0) await EnterAsync(past, scope, patient, "gad-7", number % 4);
            await HoldAsync(past, clock, scope, patient, number);
            clock.Now = clock.Now.AddDays(7);
        }

        await journal.StopAsync(CancellationToken.None);
        return new(scope, patient, "clinician", password);
    }

    private static async Task HoldAsync(IServiceProvider past, StandingClock clock, CareScope scope, Guid patient, int number)
    {
        var session = await past.GetRequiredService<SessionSchedule>().CreateAsync(scope, patient, SessionContext.Conversation, clock.Now);
        await past.GetRequiredService<ConsentLedger>().GiveAsync(session.Id, ConsentText.Current);
        var course = past.GetRequiredService<SessionCourse>();
        await course.BeginAsync(session.Id, "synthetic");
        var random = new Random(number);
        var series = new SyntheticSession
        {
            Seed = number, Seconds = 140, FramesPerSecond = 10, EmotionsPerSecond = 4, BaselineSeconds = 0,
            SmileShare = 0.05 + 0.4 * random.NextDouble(), HeadSwayDegrees = 3 + 6 * random.NextDouble(), FearAnger = 0.2 * random.NextDouble(),
        }.Build();
        var journal = past.GetRequiredService<SessionJournal>();
        foreach (var frame in series.Frames) await journal.AppendAsync(session.Id, frame);
        foreach (var emotion in series.Emotions) await journal.AppendAsync(session.Id, emotion);
        await course.EndAsync(session.Id, series.DurationMs);
        await past.GetRequiredService<SessionAssessment>().ConcludeAsync(session.Id);
    }

    private static async Task EnterAsync(IServiceProvider past, CareScope scope, Guid patient, string instrument, int value)
    {
        var entry = past.GetRequiredService<FormEntry>();
        var form = await entry.StartAsync(scope, patient, instrument, null);
        // The safety item stays 0: an alert would stand on the page that is timed.
        foreach (var item in past.GetRequiredService<InstrumentLibrary>().Find(instrument)!.Items) await entry.SaveAsync(scope, form, item.Id, item.AlertFrom is null ? Math.Min(value, item.Highest) : 0);
        await entry.CloseAsync(scope, form);
    }

    /// <summary>Stands where it was put; timers run on.</summary>
    private sealed class StandingClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; }

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
