using FerCare.Affect.Indicators;
using FerCare.Affect.Signals;
using FerCare.Clinic;
using FerCare.Clinic.Access;
using FerCare.Clinic.Findings;
using FerCare.Clinic.Instruments;
using FerCare.Clinic.Patients;
using FerCare.Clinic.Sessions;
using FerCare.Clinic.Storage;
using FerCare.Web.Demonstration;
using Microsoft.AspNetCore.Identity;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace FerCare.Web.Tests.Demonstration;

/// <summary>One seeded clinic for all tests of this class: making it takes seconds.</summary>
public sealed class SeededClinic : IAsyncLifetime
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("fercare-demo-");

    public ServiceProvider Services { get; private set; } = null!;
    public IReadOnlyList<DemonstrationAccount> Accounts { get; private set; } = [];

    public async ValueTask InitializeAsync()
    {
        var services = new ServiceCollection();
        services.AddClinic(Path.Combine(folder.FullName, "fercare.db"));
        services.AddIdentityCore<StaffAccount>(o => o.Password.RequireUppercase = o.Password.RequireNonAlphanumeric = o.Password.RequireDigit = false)
            .AddRoles<IdentityRole<Guid>>().AddEntityFrameworkStores<ClinicContext>();
        Services = services.BuildServiceProvider();
        await ClinicStorage.MigrateAsync(Services);
        Accounts = await DemonstrationClinic.SeedAsync(Services);
    }

    public async ValueTask DisposeAsync()
    {
        // Only this clinic's own: other classes run beside this one.
        await using (var context = await Services.GetRequiredService<IDbContextFactory<ClinicContext>>().CreateDbContextAsync())
        {
            using var own = new SqliteConnection(context.Database.GetConnectionString());
            SqliteConnection.ClearPool(own);
        }

        await Services.DisposeAsync();
        folder.Delete(true);
    }
}

public sealed class DemonstrationClinicTests(SeededClinic seeded) : IClassFixture<SeededClinic>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Its_administrator_and_three_clinicians_have_passwords_of_their_own_that_open_them()
    {
        seeded.Accounts.Select(a => a.Role).ShouldBe([Roles.Administrator, Roles.Clinician, Roles.Clinician, Roles.Clinician]);
        seeded.Accounts.Select(a => a.Password).Distinct().Count().ShouldBe(4);
        await using var scope = seeded.Services.CreateAsyncScope();
        var people = scope.ServiceProvider.GetRequiredService<UserManager<StaffAccount>>();
        foreach (var account in seeded.Accounts)
        {
            var person = (await people.FindByNameAsync(account.UserName)).ShouldNotBeNull();
            (await people.CheckPasswordAsync(person, account.Password)).ShouldBeTrue();
            (await people.GetRolesAsync(person)).ShouldBe([account.Role]);
        }
    }

    [Fact]
    public async Task A_second_start_changes_nothing() => (await DemonstrationClinic.SeedAsync(seeded.Services, Cancel)).ShouldBeEmpty();

    [Fact]
    public async Task Patient_A_is_flagged_for_the_depression_pattern_only_with_evidence()
    {
        var findings = await LatestAsync("DEMO-001");
        Report(findings);
        findings[0].Status.ShouldBe(FindingStatus.Flagged);
        findings[0].Evidence.ShouldNotBeEmpty();
        findings[0].Components.Count(c => c.Z is not null).ShouldBeGreaterThanOrEqualTo(4);
        findings[1].Status.ShouldBe(FindingStatus.NoFlag);
    }

    [Fact]
    public async Task Patient_B_is_flagged_for_the_stress_pattern_only_with_evidence()
    {
        var findings = await LatestAsync("DEMO-002");
        Report(findings);
        findings[0].Status.ShouldBe(FindingStatus.NoFlag);
        findings[1].Status.ShouldBe(FindingStatus.Flagged);
        findings[1].Evidence.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Patient_C_has_both_findings_withheld_for_too_little_coverage()
    {
        var findings = await LatestAsync("DEMO-003");
        findings.ShouldAllBe(f => f.Status == FindingStatus.Withheld);
        findings[0].Coverage.ShouldBeInRange(0.3, 0.59);
    }

    [Fact]
    public async Task Patient_D_has_a_session_with_three_gaps()
    {
        var (care, session) = await LatestSessionAsync("DEMO-004");
        var series = (await seeded.Services.GetRequiredService<SessionArchive>().SeriesAsync(care, session.PublicId, Cancel))!;
        series.Gaps.ShouldBe([new(70_000, 95_000), new(150_000, 168_000), new(220_000, 229_000)]);
        series.Frames.ShouldNotContain(f => series.Gaps.Any(g => g.Contains(f.TimeMs)));
    }

    [Fact]
    public async Task Patient_E_withdrew_and_that_session_is_not_assessed()
    {
        var (care, session) = await LatestSessionAsync("DEMO-005");
        session.State.ShouldBe(SessionState.Withdrawn);
        (await seeded.Services.GetRequiredService<SessionAssessment>().FindingsAsync(care, session.PublicId, Cancel)).ShouldBeEmpty();
        (await seeded.Services.GetRequiredService<SessionArchive>().TiersAsync(care, session.PublicId, cancel: Cancel))!.Bins.Count.ShouldBe(110);
    }

    [Fact]
    public async Task Patient_F_has_not_enough_sessions_yet() => (await LatestAsync("DEMO-006")).ShouldAllBe(f => f.Status == FindingStatus.NotEnoughSessions);

    [Fact]
    public async Task No_ordinary_session_is_flagged_and_all_last_four_minutes()
    {
        var schedule = seeded.Services.GetRequiredService<SessionSchedule>();
        var sessions = 0;
        foreach (var (care, patient) in await PatientsAsync())
        {
            foreach (var session in (await schedule.ForPatientAsync(care, patient.Id, Cancel)).Where(s => s.State == SessionState.Ended))
            {
                sessions++;
                (session.EndedAt - session.StartedAt)!.Value.ShouldBeGreaterThanOrEqualTo(TimeSpan.FromMinutes(4));
                if (session.Flagged > 0) patient.RecordNumber.ShouldBeOneOf("DEMO-001", "DEMO-002", "DEMO-007");
            }
        }

        sessions.ShouldBeGreaterThanOrEqualTo(20);
    }

    [Fact]
    public async Task There_are_twelve_patients_with_forty_past_sessions()
    {
        var patients = await PatientsAsync();
        patients.Count.ShouldBe(12);
        var schedule = seeded.Services.GetRequiredService<SessionSchedule>();
        var past = 0;
        foreach (var (care, patient) in patients) past += (await schedule.ForPatientAsync(care, patient.Id, Cancel)).Count(s => s.State.IsOver());
        past.ShouldBe(40);
    }

    [Fact]
    public async Task Patient_G_is_flagged_while_worse_and_below_the_threshold_again_afterwards()
    {
        var (care, patient) = await PatientAsync("DEMO-007");
        var assessment = seeded.Services.GetRequiredService<SessionAssessment>();
        var course = new List<IndicatorFinding>();
        foreach (var session in (await seeded.Services.GetRequiredService<SessionSchedule>().ForPatientAsync(care, patient.Id, Cancel)).Reverse())
            course.Add((await assessment.FindingsAsync(care, session.PublicId, Cancel))[0].Finding);
        Report(course);
        course[4].Status.ShouldBe(FindingStatus.Flagged);
        course[5].Index!.Value.ShouldBeLessThan(IndicatorOptions.Default.FlagThreshold);
    }

    [Fact]
    public async Task Nothing_is_left_under_way_and_something_is_planned()
    {
        await using var context = await seeded.Services.GetRequiredService<IDbContextFactory<ClinicContext>>().CreateDbContextAsync(Cancel);
        (await context.Sessions.CountAsync(s => s.State == SessionState.Live || s.State == SessionState.Paused || s.State == SessionState.Reconnecting, Cancel)).ShouldBe(0);
        (await context.Sessions.CountAsync(s => s.State == SessionState.Waiting, Cancel)).ShouldBe(5);
    }

    [Fact]
    public async Task Questionnaires_get_better_worse_or_stay_and_one_was_left_incomplete()
    {
        (await ScoresAsync("DEMO-001", "phq-9")).ShouldBe([4, 5, 4, 6, 5, 12, 15]);
        (await ScoresAsync("DEMO-002", "phq-9")).ShouldBe([5, 6, 5, 6, 5, 6, 6]);
        (await ScoresAsync("DEMO-002", "gad-7")).ShouldBe([4, 5, 4, 5, 6, 11, 14]);
        (await ScoresAsync("DEMO-003", "gad-7")).ShouldBe([6, 6]);
        (await ScoresAsync("DEMO-004", "gad-7")).ShouldBeEmpty();
        (await ScoresAsync("DEMO-005", "phq-9")).ShouldBe([17, 14, 10, 7]);
        var (care, patient) = await PatientAsync("DEMO-004");
        var left = (await seeded.Services.GetRequiredService<InstrumentHistory>().FormsAsync(care, patient.Id, Cancel)).Single(f => f.InstrumentId == "gad-7");
        (left.Answered, left.Score, left.LeftAt is not null).ShouldBe((4, null, true));
    }

    [Fact]
    public async Task One_safety_alert_is_open_and_one_was_acknowledged_with_a_note()
    {
        var alerts = seeded.Services.GetRequiredService<SafetyAlerts>();
        var (north, a) = await PatientAsync("DEMO-001");
        var (south, f) = await PatientAsync("DEMO-006");
        var acknowledged = (await alerts.ForPatientAsync(north, a.Id, Cancel)).ShouldHaveSingleItem();
        acknowledged.AcknowledgedAt.ShouldNotBeNull();
        acknowledged.Note.ShouldNotBeNull().ShouldStartWith("Demonstration note");
        (await alerts.OpenAsync(north, Cancel)).ShouldBeEmpty();
        (await alerts.OpenAsync(south, Cancel)).ShouldHaveSingleItem().PatientId.ShouldBe(f.Id);
    }

    [Fact]
    public async Task The_crisis_text_says_that_it_is_a_placeholder()
    {
        var words = (await seeded.Services.GetRequiredService<SafetyNotices>().CurrentAsync(Cancel)).ShouldNotBeNull();
        words.Text.ShouldStartWith("Demonstration clinic: this text and number are placeholders.");
        words.Telephone.ShouldBe("000 000 000");
    }

    [Fact]
    public async Task Patient_F_rested_talked_and_read_and_blinked_least_while_reading()
    {
        var (care, session) = await LatestSessionAsync("DEMO-006");
        var parts = (await seeded.Services.GetRequiredService<SessionParts>().ForSessionAsync(care, session.PublicId, Cancel))!;
        parts.InReadingOrder.Select(p => p.Context).ShouldBe([SegmentContext.Rest, SegmentContext.Conversation, SegmentContext.Reading, SegmentContext.Baseline]);
        var blinks = parts.InReadingOrder.Take(3).Select(p => p.Signals.BlinkRate.Value!.Value).ToArray();
        blinks[2].ShouldBeLessThan(blinks[0]);
        blinks[2].ShouldBeLessThan(blinks[1]);
        parts.Counted.ShouldNotBeNull();
    }

    private async Task<IReadOnlyList<int>> ScoresAsync(string recordNumber, string instrument)
    {
        var (care, patient) = await PatientAsync(recordNumber);
        return [.. (await seeded.Services.GetRequiredService<InstrumentHistory>().ForPatientAsync(care, patient.Id, Cancel)).Where(s => s.InstrumentId == instrument).Select(s => s.Score)];
    }

    private async Task<(CareScope Care, PatientRow Patient)> PatientAsync(string recordNumber) => (await PatientsAsync()).Single(p => p.Patient.RecordNumber == recordNumber);

    private static void Report(IReadOnlyList<IndicatorFinding> findings)
    {
        foreach (var finding in findings)
            TestContext.Current.TestOutputHelper?.WriteLine($"{finding.Kind} {finding.Status} {finding.Index:0.00} [{finding.Low:0.00}, {finding.High:0.00}]: "
                + string.Join(", ", finding.Components.Select(c => $"{c.Name} {c.Value:0.000} (baseline {c.BaselineMean:0.000}, z {c.Z:0.0})")));
    }

    private async Task<IReadOnlyList<IndicatorFinding>> LatestAsync(string recordNumber)
    {
        var (care, session) = await LatestSessionAsync(recordNumber);
        return [.. (await seeded.Services.GetRequiredService<SessionAssessment>().FindingsAsync(care, session.PublicId, Cancel)).Select(f => f.Finding)];
    }

    private async Task<(CareScope Care, SessionRow Session)> LatestSessionAsync(string recordNumber)
    {
        var (care, patient) = (await PatientsAsync()).Single(p => p.Patient.RecordNumber == recordNumber);
        return (care, (await seeded.Services.GetRequiredService<SessionSchedule>().ForPatientAsync(care, patient.Id, Cancel)).First(s => s.State.IsOver()));
    }

    private async Task<IReadOnlyList<(CareScope Care, PatientRow Patient)>> PatientsAsync()
    {
        await using var scope = seeded.Services.CreateAsyncScope();
        var people = scope.ServiceProvider.GetRequiredService<UserManager<StaffAccount>>();
        var found = new List<(CareScope, PatientRow)>();
        foreach (var account in seeded.Accounts)
        {
            var care = new CareScope((await people.FindByNameAsync(account.UserName))!.Id);
            found.AddRange((await seeded.Services.GetRequiredService<PatientRegister>().ListAsync(care, Cancel)).Select(p => (care, p)));
        }

        return found;
    }
}
