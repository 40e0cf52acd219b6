using FerCare.Clinic.Access;
using FerCare.Clinic.Audit;
using FerCare.Clinic.Instruments;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace FerCare.Clinic.Tests.Instruments;

public sealed class SafetyAlertTests
{
    private static readonly TimeSpan TenMinutes = TimeSpan.FromMinutes(10);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task An_answer_of_one_or_more_to_item_nine_raises_an_alert_though_nothing_else_is_answered(int value)
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var session = await clinic.WithPhqAsync();

        (await clinic.AnswerAsync(session, "9", value)).RaisedAlert.ShouldBeTrue();

        var alert = (await clinic.AlertsAsync(session.Scope)).ShouldHaveSingleItem();
        (alert.PatientId, alert.Instrument, alert.Item, alert.SessionId).ShouldBe((session.PatientId, "PHQ-9", "9", session.PublicId));
        alert.Answer.ShouldEndWith($"({value})");
        (await clinic.Get<PatientForms>().CrisisAsync(session.Id, Cancel)).ShouldBe(FormsInClinic.Crisis);
    }

    [Fact]
    public async Task Nought_on_item_nine_and_the_highest_answers_elsewhere_raise_none()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var session = await clinic.WithPhqAsync();
        for (var item = 1; item <= 8; item++) (await clinic.AnswerAsync(session, $"{item}", 3)).RaisedAlert.ShouldBeFalse();
        (await clinic.AnswerAsync(session, "9", 0)).RaisedAlert.ShouldBeFalse();
        (await clinic.AlertsAsync(session.Scope)).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_alert_stays_when_the_answer_is_taken_back_the_form_left_the_session_withdrawn_and_the_server_started_anew()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var session = await clinic.WithPhqAsync();
        await clinic.AnswerAsync(session, "9", 2);
        await clinic.AnswerAsync(session, "9", 0);
        await clinic.Get<PatientForms>().CloseAsync(session.Id, "phq-9", Cancel);
        await clinic.Course.WithdrawAsync(session.Id, cancel: Cancel);
        clinic.Clock.Advance(TimeSpan.FromDays(400));

        await using var again = await ClinicOnDisk.OpenAsync(clinic.Folder, start: false);

        (await again.AlertsAsync(session.Scope)).ShouldHaveSingleItem().Answer.ShouldEndWith("(2)");
    }

    [Fact]
    public async Task A_higher_answer_raises_the_open_alert_and_after_an_acknowledgement_a_new_one()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var session = await clinic.WithPhqAsync();
        await clinic.AnswerAsync(session, "9", 1);
        await clinic.AnswerAsync(session, "9", 2);
        var first = (await clinic.AlertsAsync(session.Scope)).ShouldHaveSingleItem();
        first.Answer.ShouldEndWith("(2)");
        await clinic.Get<SafetyAlerts>().AcknowledgeAsync(session.Scope, first.Id, "Talked.", Cancel);

        await clinic.AnswerAsync(session, "9", 2);
        (await clinic.AlertsAsync(session.Scope)).ShouldBeEmpty("the same answer sent twice");
        await clinic.AnswerAsync(session, "9", 3);

        (await clinic.AlertsAsync(session.Scope)).ShouldHaveSingleItem().Answer.ShouldEndWith("(3)");
    }

    [Fact]
    public async Task An_answer_given_again_after_it_was_taken_back_and_acknowledged_raises_a_new_alert()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var session = await clinic.WithPhqAsync();
        await clinic.AnswerAsync(session, "9", 1);
        await clinic.Get<SafetyAlerts>().AcknowledgeAsync(session.Scope, (await clinic.AlertsAsync(session.Scope)).Single().Id, "Talked.", Cancel);
        await clinic.AnswerAsync(session, "9", 0);
        await clinic.AnswerAsync(session, "9", 1);
        (await clinic.AlertsAsync(session.Scope)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task An_alert_is_first_the_clinicians_who_planned_the_form_and_after_ten_minutes_the_whole_teams()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var session = await clinic.WithPhqAsync();
        var (colleague, _) = await clinic.ClinicianAsync();
        var (stranger, _) = await clinic.ClinicianAsync("South");
        await clinic.AnswerAsync(session, "9", 1);

        clinic.Clock.Advance(TenMinutes - TimeSpan.FromTicks(1));
        (await clinic.Get<SafetyAlerts>().EscalateAsync(Cancel)).ShouldBe(0);
        (await clinic.AlertsAsync(session.Scope)).Count.ShouldBe(1);
        (await clinic.AlertsAsync(colleague)).ShouldBeEmpty();

        clinic.Clock.Advance(TimeSpan.FromTicks(1));
        (await clinic.AlertsAsync(colleague)).Count.ShouldBe(1, "the page does not wait for the round");
        (await clinic.Get<SafetyAlerts>().EscalateAsync(Cancel)).ShouldBe(1);
        (await clinic.Get<SafetyAlerts>().EscalateAsync(Cancel)).ShouldBe(0);

        (await clinic.AlertsAsync(session.Scope)).ShouldHaveSingleItem().EscalatedAt.ShouldBe(clinic.Clock.GetUtcNow());
        (await clinic.AlertsAsync(colleague)).ShouldHaveSingleItem();
        (await clinic.AlertsAsync(stranger)).ShouldBeEmpty();
        (await clinic.Audit.RecentAsync(100, Cancel)).Count(l => l.Action == AuditAction.EscalateAlert).ShouldBe(1);
    }

    [Fact]
    public async Task An_alert_that_its_clinician_cannot_see_any_more_is_the_whole_teams_at_once()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var session = await clinic.WithPhqAsync();
        var (colleague, _) = await clinic.ClinicianAsync();
        await using (var context = await clinic.ContextAsync())
            await context.Users.Where(u => u.Id == session.Scope.StaffId).ExecuteUpdateAsync(set => set.SetProperty(u => u.DisabledAt, clinic.Clock.GetUtcNow()), Cancel);

        await clinic.AnswerAsync(session, "9", 1);

        (await clinic.AlertsAsync(colleague)).ShouldHaveSingleItem();
        (await clinic.Course.OwnAsync(session.Id, Cancel))!.Watchers.Count.ShouldBe(1, "nor is the patient told that somebody sees the session who cannot");
    }

    [Fact]
    public async Task What_came_due_while_the_server_stood_still_goes_to_the_team_when_it_starts()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var session = await clinic.WithPhqAsync();
        await clinic.AnswerAsync(session, "9", 1);
        await clinic.Journal.StopAsync(Cancel);
        await using var again = await ClinicOnDisk.OpenAsync(clinic.Folder, start: false);
        again.Clock.Advance(TenMinutes);

        var escalation = again.Services.GetServices<IHostedService>().OfType<AlertEscalation>().Single();
        await escalation.StartAsync(Cancel);
        SafetyAlertRow alert;
        do
        {
            await Task.Delay(20, Cancel);
            alert = (await again.AlertsAsync(session.Scope)).Single();
        }
        while (alert.EscalatedAt is null);
        await escalation.StopAsync(Cancel);

        alert.EscalatedAt.ShouldBe(again.Clock.GetUtcNow());
    }

    [Fact]
    public async Task Where_the_clinician_has_left_the_team_everybody_in_it_sees_the_alert_at_once()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var session = await clinic.WithPhqAsync();
        var (colleague, team) = await clinic.ClinicianAsync();
        await clinic.Get<CareTeams>().LeaveAsync(team, session.Scope.StaffId, null, Cancel);
        await clinic.AnswerAsync(session, "9", 1);
        (await clinic.AlertsAsync(colleague)).ShouldHaveSingleItem().First.ShouldBeNull();
    }

    [Fact]
    public async Task An_acknowledgement_needs_a_note_counts_once_and_is_kept_with_name_and_time()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var session = await clinic.WithPhqAsync();
        await clinic.AnswerAsync(session, "9", 1);
        var alerts = clinic.Get<SafetyAlerts>();
        var open = (await clinic.AlertsAsync(session.Scope)).Single();
        await Should.ThrowAsync<ArgumentException>(() => alerts.AcknowledgeAsync(session.Scope, open.Id, "  ", Cancel));

        (await alerts.AcknowledgeAsync(session.Scope, open.Id, "Called the patient,\nsafety plan made.", Cancel)).ShouldBeTrue();
        (await alerts.AcknowledgeAsync(session.Scope, open.Id, "Me too.", Cancel)).ShouldBeFalse();

        (await clinic.AlertsAsync(session.Scope)).ShouldBeEmpty();
        var kept = (await alerts.ForPatientAsync(session.Scope, session.PatientId, Cancel)).Single();
        (kept.Note, kept.AcknowledgedBy, kept.AcknowledgedAt).ShouldBe(("Called the patient, safety plan made.", "Clinician of North", clinic.Clock.GetUtcNow()));
        clinic.Clock.Advance(TenMinutes);
        (await alerts.EscalateAsync(Cancel)).ShouldBe(0);
    }

    [Fact]
    public async Task A_clinician_who_enters_the_form_raises_the_alert_as_well()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var session = await clinic.WithPhqAsync();
        var entry = clinic.Get<FormEntry>();
        var form = await entry.StartAsync(session.Scope, session.PatientId, "phq-9", "en", Cancel);
        (await entry.SaveAsync(session.Scope, form, "9", 3, Cancel)).RaisedAlert.ShouldBeTrue();
        (await clinic.AlertsAsync(session.Scope)).ShouldHaveSingleItem().First.ShouldBe("Clinician of North");
    }

    [Fact]
    public async Task The_trail_tells_of_the_alert_and_not_of_the_answer()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var session = await clinic.WithPhqAsync();
        await clinic.AnswerAsync(session, "9", 3);
        var line = (await clinic.Audit.RecentAsync(100, Cancel)).Single(l => l.Action == AuditAction.RaiseAlert);
        (line.ActorName, line.SubjectId).ShouldBe((AuditEntry.Patient, (await clinic.AlertsAsync(session.Scope)).Single().Id.ToString()));
        line.Detail!.ShouldStartWith("form ");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(61)]
    public void A_time_without_an_end_until_the_team_is_told_is_refused(int minutes) =>
        Should.Throw<ArgumentOutOfRangeException>(() => new SafetyAlertOptions { EscalateAfter = TimeSpan.FromMinutes(minutes) });
}
