using System.Collections;
using System.Reflection;
using FerCare.Affect.Timeline;
using FerCare.Clinic.Access;
using FerCare.Clinic.Audit;
using FerCare.Clinic.Findings;
using FerCare.Clinic.Instruments;
using FerCare.Clinic.Patients;
using FerCare.Clinic.Sessions;
using FerCare.Clinic.Tests.Instruments;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace FerCare.Clinic.Tests.Access;

/// <summary>Every method that takes a care scope is found by reflection, so that a new one cannot be forgotten here.</summary>
public sealed class ScopeTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string> Queries => [.. ScopedMethods().Where(m => !Changes(m)).Select(Signature)];

    public static TheoryData<string> Alterations => [.. ScopedMethods().Where(Changes).Select(Signature)];

    [Theory]
    [MemberData(nameof(Queries))]
    public async Task A_query_shows_the_clinician_of_the_team_something_and_one_of_another_team_nothing(string query)
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var session = await ConcludedAsync(clinic);
        var (stranger, _) = await clinic.ClinicianAsync("South");
        IsNothing(await CallAsync(clinic, query, session.Scope, session)).ShouldBeFalse("the team's own clinician");
        var seen = await CallAsync(clinic, query, stranger, session);
        if (seen is IEnumerable<TeamRow> teams) teams.ShouldAllBe(t => t.Name == "South");
        else IsNothing(seen).ShouldBeTrue("a clinician of another team");
        IsNothing(await CallAsync(clinic, query, new CareScope(Guid.NewGuid()), session)).ShouldBeTrue("somebody in no team");
    }

    [Theory]
    [MemberData(nameof(Alterations))]
    public async Task A_change_is_refused_to_a_clinician_of_another_team(string change)
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var session = await ConcludedAsync(clinic);
        var (stranger, _) = await clinic.ClinicianAsync("South");
        await Should.ThrowAsync<OutsideCareTeamException>(() => CallAsync(clinic, change, stranger, session));
    }

    [Fact]
    public async Task A_person_who_leaves_the_team_sees_its_patients_no_more()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var session = await clinic.PlannedAsync();
        (await clinic.Patients.ListAsync(session.Scope, Cancel)).Count.ShouldBe(1);
        var team = (await clinic.Patients.TeamsAsync(session.Scope, Cancel)).Single();
        await clinic.Get<CareTeams>().LeaveAsync(team.Id, session.Scope.StaffId, null, Cancel);
        (await clinic.Patients.ListAsync(session.Scope, Cancel)).ShouldBeEmpty();
    }

    [Fact]
    public void A_scope_of_nobody_is_refused() => Should.Throw<ArgumentException>(() => new CareScope(Guid.Empty));

    private static async Task<ClinicOnDisk.Planned> ConcludedAsync(ClinicOnDisk clinic)
    {
        var session = await clinic.LiveAsync();
        for (var i = 0; i < 50; i++)
        {
            clinic.Journal.TryAppend(session.Id, ClinicOnDisk.Frame(i * 40));
            clinic.Journal.TryAppend(session.Id, ClinicOnDisk.Emotion(i * 40));
        }

        await clinic.Course.EndAsync(session.Id, 2_000, Cancel);
        await clinic.Assessment.ConcludeAsync(session.Id, Cancel);
        // Two seconds flag nothing; a flag is set by hand, so that the queries for flagged sessions have one to show.
        await using var context = await clinic.ContextAsync();
        await context.Findings.ExecuteUpdateAsync(set => set.SetProperty(f => f.Status, Finding.FlaggedStatus), Cancel);
        // Nor do they make a baseline.
        await context.Database.ExecuteSqlAsync($"INSERT INTO patient_baselines VALUES ({session.PatientId}, {SessionContext.Rest}, '{{}}', 5, 0, '1', 0)", Cancel);
        await clinic.Get<ContextMarks>().SetAsync(session.Scope, session.PublicId, 500, SessionContext.Reading, Cancel);
        await clinic.Get<PatientBaselines>().ResetAsync(session.Scope, session.PatientId, SessionContext.Reading, "The camera is a new one.", Cancel);
        await clinic.Get<TimelineNotes>().SetAsync(session.Scope, session.PublicId, 500, MarkerKind.Question, null, Cancel);
        await clinic.UsePhqAsync();
        await clinic.Get<FormPlan>().PlanAsync(session.Scope, session.PublicId, [new FormChoice("phq-9", FormOccasion.AfterSession)], Cancel);
        await clinic.EnterAsync(session.Scope, session.PatientId, "phq-9", _ => 1);
        await clinic.Get<AuditTrail>().RecordAsync(new AuditEntry(AuditAction.Export, session.Scope.StaffId, "session", session.PublicId.ToString(), "csv, de-identified"), Cancel);
        var (helper, _) = await clinic.ClinicianAsync("East");
        await clinic.Get<EmergencyAccesses>().OpenAsync(helper, "N-1", null, "Found unresponsive.", Cancel);
        return session;
    }

    private static IEnumerable<MethodInfo> ScopedMethods() => typeof(ClinicContext).Assembly.GetExportedTypes().Where(t => t != typeof(CareScope))
        .SelectMany(t => t.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly))
        .Where(m => m.GetParameters().Any(p => p.ParameterType == typeof(CareScope)) && !OfThePersonAlone.Contains(Name(m)));

    // These ask whose something is and not which team's: EmergencyAccessTests and ReadApiTests are about them.
    private static readonly string[] OfThePersonAlone = ["EmergencyAccesses.OpenAsync", "EmergencyAccesses.OwnAsync", "AccessTokens.IssueAsync", "AccessTokens.ListAsync", "AccessTokens.RevokeAsync"];

    private static readonly string[] VerbsOfChange = ["Create", "Issue", "Revoke", "Plan", "Start", "Save", "Close", "Acknowledge", "Assess", "Erase", "Store", "Withdraw"];

    /// <summary>What gives nothing back can only be there to change something.</summary>
    private static bool Changes(MethodInfo method) => method.ReturnType == typeof(Task) || VerbsOfChange.Any(verb => method.Name.StartsWith(verb, StringComparison.Ordinal));

    /// <summary>Tells methods of one name apart by what they take.</summary>
    private static string Signature(MethodInfo method) => $"{Name(method)}({string.Join(", ", method.GetParameters().Select(p => p.Name))})";

    private static string Name(MethodInfo method) => $"{method.DeclaringType!.Name}.{method.Name}";

    private static async Task<object?> CallAsync(ClinicOnDisk clinic, string name, CareScope scope, ClinicOnDisk.Planned session)
    {
        var method = ScopedMethods().Single(m => Signature(m) == name);
        var team = method.GetParameters().Any(p => p.ParameterType == typeof(NewPatient)) ? (await clinic.Patients.TeamsAsync(session.Scope, Cancel)).Single().Id : Guid.NewGuid();
        var form = (await clinic.Get<InstrumentHistory>().FormsAsync(session.Scope, session.PatientId, Cancel)).Single().FormId;
        var alert = (await clinic.Get<SafetyAlerts>().ForPatientAsync(session.Scope, session.PatientId, Cancel)).Single().Id;
        var access = (await clinic.Get<EmergencyAccesses>().ForPatientAsync(session.Scope, session.PatientId, Cancel)).Single().Id;
        object?[] arguments = [.. method.GetParameters().Select(p => p.ParameterType switch
        {
            var t when t == typeof(CareScope) => (object?)scope,
            var t when t == typeof(CancellationToken) => Cancel,
            var t when t == typeof(Guid) && p.Name == "formId" => form,
            var t when t == typeof(Guid) && p.Name == "alertId" => alert,
            var t when t == typeof(Guid) && p.Name == "accessId" => access,
            var t when t == typeof(Guid) => p.Name!.Contains("patient", StringComparison.OrdinalIgnoreCase) ? session.PatientId : session.PublicId,
            var t when t == typeof(Guid?) => session.PatientId,
            var t when t == typeof(DateTimeOffset?) => null,
            var t when t == typeof(long) => session.Id,
            var t when t == typeof(int) => 100,
            var t when t == typeof(IProgress<ReassessmentProgress>) => null,
            var t when t == typeof(DateTimeOffset) => clinic.Clock.GetUtcNow(),
            var t when t == typeof(SessionContext) => SessionContext.Rest,
            var t when t == typeof(MarkerKind) => MarkerKind.Plain,
            var t when t == typeof(ReviewStep) => ReviewStep.Confirmed,
            var t when t == typeof(ReviewState) => ReviewState.Preliminary,
            var t when t == typeof(string) => p.Name == "instrumentId" ? "phq-9" : p.Name == "itemId" ? "9" : "A reason",
            var t when t == typeof(IReadOnlyList<FormChoice>) => new[] { new FormChoice("phq-9", FormOccasion.BeforeSession) },
            var t when t == typeof(NewPatient) => new NewPatient(team, "Somebody", "X-1", null),
            var t when t == typeof(bool) => false,
            var t when t == typeof(TimeSpanMs) => new TimeSpanMs(0, 1_000),
            var t when t == typeof(SessionSearch) => new SessionSearch(),
            var t when t == typeof(PatientSearch) => new PatientSearch(),
            var t when t == typeof(RecordingAbout) => new RecordingAbout(session.PatientId, SessionContext.Rest, clinic.Clock.GetUtcNow(), clinic.Clock.GetUtcNow(), clinic.Clock.GetUtcNow()),
            var t when t == typeof(ReadRecording) => new ReadRecording([ClinicOnDisk.Frame(0)], [], 40, 0, null),
            _ => throw new NotSupportedException($"{name}: teach this test a {p.ParameterType.Name}."),
        })];
        var task = (Task)method.Invoke(clinic.Services.GetRequiredService(method.DeclaringType!), arguments)!;
        await task;
        return task.GetType().GetProperty("Result")!.GetValue(task);
    }

    private static bool IsNothing(object? answer) => answer is null or Trend { IsEmpty: true } or FoundSessions { Count: 0 } || ReferenceEquals(answer, ScoresBeside.None) || answer is IEnumerable rows && !rows.Cast<object>().Any();
}
