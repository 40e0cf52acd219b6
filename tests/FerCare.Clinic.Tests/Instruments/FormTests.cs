using FerCare.Clinic.Audit;
using FerCare.Clinic.Instruments;
using FerCare.Clinic.Sessions;
using Microsoft.EntityFrameworkCore;

namespace FerCare.Clinic.Tests.Instruments;

public sealed class FormTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_PHQ_9_cannot_be_switched_on_before_the_clinic_has_entered_its_crisis_text()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var switches = clinic.Get<InstrumentSwitches>();
        (await Should.ThrowAsync<InstrumentRefusedException>(() => switches.SwitchOnAsync("phq-9", false, FormsInClinic.Administrator, Cancel)))
            .Message.ShouldBe("PHQ-9: expected the clinic's crisis text and telephone number first, found none.");
        await switches.SwitchOnAsync("gad-7", false, FormsInClinic.Administrator, Cancel);
        await clinic.UsePhqAsync();
        (await switches.InUseAsync(Cancel)).Select(i => i.Instrument.Id).ShouldBe(["phq-9", "gad-7"]);
    }

    [Fact]
    public async Task The_stress_scale_needs_its_text_and_the_confirmation_of_its_licence()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var switches = clinic.Get<InstrumentSwitches>();
        (await Should.ThrowAsync<InstrumentRefusedException>(() => switches.SwitchOnAsync("pss-4", true, FormsInClinic.Administrator, Cancel))).Message.ShouldContain("official text");
        Directory.CreateDirectory(clinic.Get<InstrumentLibrary>().FolderPath);
        await File.WriteAllTextAsync(Path.Combine(clinic.Get<InstrumentLibrary>().FolderPath, "pss-4.json"), Library.Words("pss-4", "en"), Cancel);
        clinic.Get<InstrumentLibrary>().Reload();
        (await Should.ThrowAsync<InstrumentRefusedException>(() => switches.SwitchOnAsync("pss-4", false, FormsInClinic.Administrator, Cancel))).Message.ShouldContain("may use its text");
        await switches.SwitchOnAsync("pss-4", true, FormsInClinic.Administrator, Cancel);
        (await switches.InUseAsync(Cancel)).ShouldHaveSingleItem().Instrument.Id.ShouldBe("pss-4");
    }

    [Theory]
    [InlineData("", "112")]
    [InlineData("Call.", "")]
    [InlineData("Call.", "no number")]
    [InlineData("Call.", "11")]
    public void A_crisis_text_without_words_or_a_number_that_can_be_dialled_is_refused(string text, string telephone) =>
        Should.Throw<ArgumentException>(() => new CrisisWords(text, telephone));

    [Fact]
    public void A_telephone_number_is_dialled_by_its_digits() => FormsInClinic.Crisis.Dialled.ShouldBe("+0001234567");

    [Fact]
    public async Task Each_answer_is_stored_when_it_is_given_and_a_form_left_incomplete_is_kept_and_not_scored()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var session = await clinic.WithPhqAsync();
        await clinic.AnswerAsync(session, "1", 3);
        await clinic.AnswerAsync(session, "2", 1);
        await clinic.AnswerAsync(session, "1", 2);
        await using (var again = await ClinicOnDisk.OpenAsync(clinic.Folder, start: false))
            (await again.Get<PatientForms>().DueAsync(session.Id, Cancel))!.Answers.ShouldBe(new Dictionary<string, int> { ["1"] = 2, ["2"] = 1 }, ignoreOrder: true);

        (await clinic.Get<PatientForms>().CloseAsync(session.Id, "phq-9", Cancel)).ShouldBeNull();

        var history = clinic.Get<InstrumentHistory>();
        var form = (await history.FormsAsync(session.Scope, session.PatientId, Cancel)).Single();
        (form.Answered, form.Items, form.Score, form.Band, form.CompletedAt, form.LeftAt).ShouldBe((2, 9, null, null, null, clinic.Clock.GetUtcNow()));
        (await history.ForPatientAsync(session.Scope, session.PatientId, Cancel)).ShouldBeEmpty();
        (await history.FormAsync(session.Scope, form.FormId, Cancel))!.Answers["1"].Value.ShouldBe(2);
        (await clinic.Get<PatientForms>().DueAsync(session.Id, Cancel)).ShouldBeNull();
        await Should.ThrowAsync<FormClosedException>(() => clinic.AnswerAsync(session, "3", 0));
    }

    [Fact]
    public async Task A_complete_form_is_scored_with_its_band_and_its_words_version()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var session = await clinic.WithPhqAsync();
        for (var item = 1; item <= 8; item++) (await clinic.AnswerAsync(session, $"{item}", 2)).Complete.ShouldBeFalse();
        (await clinic.AnswerAsync(session, "9", 0)).Complete.ShouldBeTrue();
        clinic.Clock.Advance(TimeSpan.FromMinutes(3));

        (await clinic.Get<PatientForms>().CloseAsync(session.Id, "phq-9", Cancel)).ShouldBe(new FormScore(16, 27, "moderately severe"));

        var score = (await clinic.Get<InstrumentHistory>().LatestAsync(session.Scope, session.PatientId, Cancel)).Single();
        (score.Score, score.Highest, score.Band, score.Occasion, score.SessionId, score.CompletedAt).ShouldBe((16, 27, "moderately severe", FormOccasion.BeforeSession, session.PublicId, clinic.Clock.GetUtcNow()));
        var detail = (await clinic.Get<InstrumentHistory>().FormAsync(session.Scope, score.FormId, Cancel))!;
        (detail.Language, detail.Version, detail.WordsChanged, detail.EnteredBy).ShouldBe(("en", "1", false, null));
    }

    [Fact]
    public async Task A_value_out_of_range_is_refused_with_the_items_name_and_nothing_is_stored()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var session = await clinic.WithPhqAsync();
        (await Should.ThrowAsync<AnswerRefusedException>(() => clinic.AnswerAsync(session, "9", 4))).Message.ShouldBe("PHQ-9, item 9: expected 0 to 3, found 4.");
        (await clinic.CountAsync("form_answers")).ShouldBe(0);
        (await clinic.CountAsync("form_responses")).ShouldBe(0);
    }

    [Fact]
    public async Task Forms_are_due_before_the_session_and_after_it_and_not_during_it()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var session = await clinic.WithPhqAsync(FormOccasion.AfterSession);
        var forms = clinic.Get<PatientForms>();
        (await forms.DueAsync(session.Id, Cancel)).ShouldBeNull();
        await Should.ThrowAsync<InstrumentRefusedException>(() => clinic.AnswerAsync(session, "1", 0));
        await clinic.BeginAsync(session);
        (await forms.DueAsync(session.Id, Cancel)).ShouldBeNull();
        await clinic.Course.EndAsync(session.Id, cancel: Cancel);
        (await forms.DueAsync(session.Id, Cancel))!.Occasion.ShouldBe(FormOccasion.AfterSession);
    }

    [Fact]
    public async Task Planning_again_drops_what_was_not_begun_and_keeps_what_was()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var session = await clinic.WithPhqAsync();
        await clinic.Get<InstrumentSwitches>().SwitchOnAsync("gad-7", false, FormsInClinic.Administrator, Cancel);
        await clinic.AnswerAsync(session, "1", 0);
        var plan = clinic.Get<FormPlan>();
        await plan.PlanAsync(session.Scope, session.PublicId, [new FormChoice("gad-7", FormOccasion.AfterSession)], Cancel);
        (await plan.ForSessionAsync(session.Scope, session.PublicId, Cancel)).Select(f => (f.ShortTitle, f.Occasion, f.FormId is null))
            .ShouldBe([("PHQ-9", FormOccasion.BeforeSession, false), ("GAD-7", FormOccasion.AfterSession, true)]);
        await Should.ThrowAsync<InstrumentRefusedException>(() => plan.PlanAsync(session.Scope, session.PublicId, [new FormChoice("pss-4", FormOccasion.AfterSession)], Cancel));
    }

    [Fact]
    public async Task A_form_switched_off_meanwhile_is_no_longer_asked_for_but_one_begun_is_finished()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var session = await clinic.WithPhqAsync();
        var switches = clinic.Get<InstrumentSwitches>();
        await switches.SwitchOffAsync("phq-9", FormsInClinic.Administrator, Cancel);
        (await clinic.Get<PatientForms>().DueAsync(session.Id, Cancel)).ShouldBeNull();
        await clinic.Get<FormPlan>().PlanAsync(session.Scope, session.PublicId, [new FormChoice("phq-9", FormOccasion.BeforeSession)], Cancel);
        await switches.SwitchOnAsync("phq-9", false, FormsInClinic.Administrator, Cancel);
        await clinic.AnswerAsync(session, "1", 1);
        await switches.SwitchOffAsync("phq-9", FormsInClinic.Administrator, Cancel);
        (await clinic.Get<PatientForms>().DueAsync(session.Id, Cancel)).ShouldNotBeNull();
    }

    [Fact]
    public async Task The_same_answer_sent_twice_at_once_makes_one_form_one_answer_and_one_alert()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var session = await clinic.WithPhqAsync();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => clinic.AnswerAsync(session, "9", 1)));
        (await clinic.CountAsync("form_responses"), await clinic.CountAsync("form_answers"), await clinic.CountAsync("safety_alerts")).ShouldBe((1, 1, 1));
    }

    [Fact]
    public async Task Erasing_a_patient_erases_forms_answers_and_alerts()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var session = await clinic.WithPhqAsync();
        await clinic.AnswerAsync(session, "9", 1);
        await using var context = await clinic.ContextAsync();
        await context.Patients.Where(p => p.Id == session.PatientId).ExecuteDeleteAsync(Cancel);
        (await clinic.CountAsync("form_responses"), await clinic.CountAsync("form_answers"), await clinic.CountAsync("safety_alerts"), await clinic.CountAsync("planned_forms")).ShouldBe((0, 0, 0, 0));
    }

    [Fact]
    public async Task A_form_that_a_clinician_enters_is_scored_and_bears_their_name()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var session = await clinic.PlannedAsync();
        await clinic.UsePhqAsync();
        var form = await clinic.EnterAsync(session.Scope, session.PatientId, "phq-9", _ => 0);
        var stored = (await clinic.Get<InstrumentHistory>().FormAsync(session.Scope, form, Cancel))!;
        (stored.Row.Score, stored.Row.Band, stored.Row.Occasion, stored.EnteredBy).ShouldBe((0, "minimal", FormOccasion.Entered, "Clinician of North"));
        await Should.ThrowAsync<FormClosedException>(() => clinic.Get<FormEntry>().SaveAsync(session.Scope, form, "1", 1, Cancel));
    }

    [Fact]
    public async Task Beginning_and_handing_in_are_written_down_without_what_was_answered()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var session = await clinic.PlannedAsync();
        await clinic.UsePhqAsync();
        await clinic.EnterAsync(session.Scope, session.PatientId, "phq-9", _ => 0);
        (await clinic.Audit.RecentAsync(100, Cancel)).Where(l => l.SubjectKind == "form").Reverse().Select(l => (l.Action, l.ActorId, l.Detail))
            .ShouldBe([(AuditAction.StartForm, session.Scope.StaffId, "phq-9"), (AuditAction.CloseForm, session.Scope.StaffId, "handed in")]);
    }
}
