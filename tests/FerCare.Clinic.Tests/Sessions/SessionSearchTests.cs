using FerCare.Affect.Indicators;
using FerCare.Clinic.Access;
using FerCare.Clinic.Patients;
using FerCare.Clinic.Sessions;
using FerCare.Clinic.Tests.Findings;
using FerCare.Clinic.Tests.Instruments;

namespace FerCare.Clinic.Tests.Sessions;

public sealed class SessionSearchTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Open_alerts_come_first_then_unread_findings_then_the_day_from_the_morning_on()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        await clinic.UsePhqAsync();
        var calm = await clinic.PlannedAsync(recordNumber: "N-1");
        var team = (await clinic.Patients.TeamsAsync(calm.Scope, Cancel)).Single().Id;
        var flagged = await clinic.AssessedAsync(calm with { PatientId = await AdmitAsync(clinic, calm.Scope, team, "Sample patient A", "N-2") }, 2, FindingStatus.Flagged);
        var early = await clinic.PlannedAsync(calm.Scope, await AdmitAsync(clinic, calm.Scope, team, "Sample patient B", "N-3"));
        clinic.Clock.Advance(TimeSpan.FromHours(1));
        var late = await clinic.PlannedAsync(calm.Scope, calm.PatientId);
        var alarmed = await clinic.PlannedAsync(calm.Scope, await AdmitAsync(clinic, calm.Scope, team, "Sample patient C", "N-4"));
        await clinic.EnterAsync(calm.Scope, alarmed.PatientId, "phq-9", _ => 1);

        var found = await clinic.Schedule.SearchAsync(calm.Scope, new SessionSearch(), Cancel);

        found.Sessions.Select(s => s.Id).ShouldBe([alarmed.Id, flagged.Id, early.Id, late.Id]);
        found.Sessions.Select(s => s.HasOpenAlert).ShouldBe([true, false, false, false]);
    }

    [Fact]
    public async Task A_part_of_a_name_or_a_record_number_finds_the_sessions_of_that_patient_alone()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var first = await clinic.PlannedAsync(recordNumber: "N-17");
        var other = await clinic.PlannedAsync(first.Scope, await AdmitAsync(clinic, first.Scope, (await clinic.Patients.TeamsAsync(first.Scope, Cancel)).Single().Id, "Änne Öst", "M-4"));

        (await FindAsync(clinic, first.Scope, "änne")).ShouldBe([other.Id]);
        (await FindAsync(clinic, first.Scope, " n-17 ")).ShouldBe([first.Id]);
        (await FindAsync(clinic, first.Scope, "nobody")).ShouldBeEmpty();
        (await FindAsync(clinic, first.Scope, " ")).Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_state_narrows_the_list_and_each_state_tells_how_many_the_rest_of_the_search_finds()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var waiting = await clinic.PlannedAsync();
        var live = await clinic.PlannedAsync(waiting.Scope, waiting.PatientId);
        await clinic.BeginAsync(live);

        var found = await clinic.Schedule.SearchAsync(waiting.Scope, new SessionSearch(SessionState.Live), Cancel);

        found.Sessions.ShouldHaveSingleItem().Id.ShouldBe(live.Id);
        found.InState.ShouldBe(new Dictionary<SessionState, int> { [SessionState.Waiting] = 1, [SessionState.Live] = 1 }, ignoreOrder: true);
        (found.Count, found.InAnyState).ShouldBe((1, 2));
    }

    [Fact]
    public async Task Days_bound_the_list_and_sessions_to_review_are_those_of_all_days()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var first = await clinic.PlannedAsync();
        var begin = clinic.Clock.GetUtcNow();
        var flagged = await clinic.AssessedAsync(first, 2, FindingStatus.Flagged);
        var read = await clinic.AssessedAsync(first, 2, FindingStatus.Flagged, review: FerCare.Clinic.Findings.ReviewState.Confirmed);
        clinic.Clock.Advance(TimeSpan.FromDays(1));

        async Task<IEnumerable<long>> Found(SessionSearch search) => (await clinic.Schedule.SearchAsync(first.Scope, search, Cancel)).Sessions.Select(s => s.Id);

        (await Found(new SessionSearch())).ShouldBeEmpty();
        (await Found(new SessionSearch(ToReview: true))).ShouldBe([flagged.Id]);
        (await Found(new SessionSearch(From: begin.AddDays(1)))).ShouldBe([flagged.Id, read.Id]);
        (await Found(new SessionSearch(Until: begin.AddDays(1)))).ShouldBe([first.Id]);
        (await Found(new SessionSearch(ToReview: true, From: begin.AddDays(8)))).ShouldBeEmpty();
    }

    [Fact]
    public async Task Nobody_finds_the_sessions_of_another_care_team()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        await clinic.PlannedAsync();
        var (stranger, _) = await clinic.ClinicianAsync("South");

        (await clinic.Schedule.SearchAsync(stranger, new SessionSearch(Find: "sample"), Cancel)).InAnyState.ShouldBe(0);
    }

    private static Task<Guid> AdmitAsync(ClinicOnDisk clinic, CareScope scope, Guid team, string name, string number) =>
        clinic.Patients.CreateAsync(scope, new NewPatient(team, name, number, null), Cancel);

    private static async Task<IReadOnlyList<long>> FindAsync(ClinicOnDisk clinic, CareScope scope, string find) =>
        [.. (await clinic.Schedule.SearchAsync(scope, new SessionSearch(Find: find), Cancel)).Sessions.Select(s => s.Id)];
}
