using FerCare.Affect.Indicators;
using FerCare.Clinic.Patients;
using FerCare.Clinic.Tests.Findings;
using FerCare.Clinic.Tests.Instruments;

namespace FerCare.Clinic.Tests.Patients;

public sealed class PatientSearchTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Open_alerts_come_first_then_findings_to_review_then_names()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        await clinic.UsePhqAsync();
        var (scope, team) = await clinic.ClinicianAsync();
        var calm = await AdmitAsync("Sample patient B", "N-1");
        var first = await AdmitAsync("Sample patient A", "N-2");
        var flagged = await AdmitAsync("Sample patient C", "N-3");
        var alarmed = await AdmitAsync("Sample patient D", "N-4");
        var session = await clinic.AssessedAsync(new ClinicOnDisk.Planned(scope, flagged, 0, Guid.Empty), 2, FindingStatus.Flagged);
        await clinic.EnterAsync(scope, alarmed, "phq-9", _ => 1);

        var all = await clinic.Patients.SearchAsync(scope, new PatientSearch(), Cancel);

        all.Select(p => p.Id).ShouldBe([alarmed, flagged, first, calm]);
        all.Select(p => (p.OpenAlerts, p.ToReview)).ShouldBe([(1, 0), (0, 1), (0, 0), (0, 0)]);
        (await FoundAsync(new PatientSearch { OpenAlert = true })).ShouldBe([alarmed]);
        (await FoundAsync(new PatientSearch { ToReview = true })).ShouldBe([flagged]);
        (await FoundAsync(new PatientSearch { OpenAlert = true, ToReview = true })).ShouldBeEmpty();
        (await FoundAsync(new PatientSearch { Find = "n-3" })).ShouldBe([flagged]);
        session.PatientId.ShouldBe(flagged);

        Task<Guid> AdmitAsync(string name, string number) => clinic.Patients.CreateAsync(scope, new NewPatient(team, name, number, null), Cancel);
        async Task<IEnumerable<Guid>> FoundAsync(PatientSearch search) => (await clinic.Patients.SearchAsync(scope, search, Cancel)).Select(p => p.Id);
    }

    [Fact]
    public async Task Without_a_session_for_some_days_are_those_who_came_before_and_not_who_was_admitted_yesterday()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var (scope, team) = await clinic.ClinicianAsync();
        var absent = await clinic.Patients.CreateAsync(scope, new NewPatient(team, "Absent", "N-1", null), Cancel);
        var seen = await clinic.Patients.CreateAsync(scope, new NewPatient(team, "Seen", "N-2", null), Cancel);
        await clinic.AssessedAsync(new ClinicOnDisk.Planned(scope, absent, 0, Guid.Empty), null);
        clinic.Clock.Advance(TimeSpan.FromDays(40));
        await clinic.AssessedAsync(new ClinicOnDisk.Planned(scope, seen, 0, Guid.Empty), null);
        await clinic.Patients.CreateAsync(scope, new NewPatient(team, "New", "N-3", null), Cancel);
        clinic.Clock.Advance(TimeSpan.FromDays(1));

        (await clinic.Patients.SearchAsync(scope, new PatientSearch { NoSessionForDays = 30 }, Cancel)).ShouldHaveSingleItem().Id.ShouldBe(absent);
        (await clinic.Patients.SearchAsync(scope, new PatientSearch { NoSessionForDays = 60 }, Cancel)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4000)]
    public void A_length_of_time_that_is_none_is_refused(int days) => Should.Throw<ArgumentOutOfRangeException>(() => new PatientSearch { NoSessionForDays = days });
}
