using System.Net;
using FerCare.Clinic.Instruments;
using FerCare.Clinic.Sessions;
using Microsoft.Extensions.DependencyInjection;

namespace FerCare.Web.Tests.Instruments;

public sealed class PatientFormTests
{
    [Fact]
    public async Task A_patient_answers_one_question_a_page_changes_an_answer_hands_in_and_goes_on_to_the_camera()
    {
        await using var app = await RunningApp.StartAsync();
        using var patient = await app.AskedAsync();
        using (var first = await patient.Browser.GetAsync("/session")) first.Headers.Location!.ToString().ShouldBe("/session/form");
        var start = await patient.Browser.ReadAsync("/session/form");
        start.ShouldContain("data-testid=\"form-start\"");
        start.ShouldContain("not watched around the clock");
        var question = await patient.Browser.ReadAsync("/session/form?at=1");
        question.ShouldContain("Over the last 2 weeks, how often have you been bothered by any of the following problems?");
        question.ShouldContain("Little interest or pleasure in doing things");

        for (var item = 1; item < 9; item++) (await patient.AnswerAsync(item, "1")).ShouldBe($"/session/form?at={item + 1}");
        (await patient.AnswerAsync(9, "0")).ShouldBe("/session/form?at=overview");
        (await patient.AnswerAsync(1, "3")).ShouldBe("/session/form?at=overview");
        var overview = await patient.Browser.ReadAsync("/session/form?at=overview");
        overview.ShouldContain("Hand in");
        overview.ShouldNotContain("data-testid=\"crisis-box\"");
        (await patient.CloseAsync()).ShouldBe("/session");

        (await patient.Browser.ReadAsync("/session")).ShouldContain("data-step=\"check\"");
        (await app.FormsAsync(patient.Scope, patient.Session.PatientId)).Single().Score.ShouldBe(10);
    }

    [Fact]
    public async Task An_answer_of_one_on_item_nine_shows_the_clinics_words_and_number_at_once_and_keeps_them_in_sight()
    {
        await using var app = await RunningApp.StartAsync();
        using var patient = await app.AskedAsync();

        (await patient.AnswerAsync(9, "1")).ShouldBe("/session/form/help");

        var help = await patient.Browser.ReadAsync("/session/form/help");
        help.ShouldContain(FormsInApp.CrisisText);
        help.ShouldContain("href=\"tel:&#x2B;001234567\"");
        help.ShouldContain("not watched around the clock");
        (await patient.Browser.ReadAsync("/session/form?at=1")).ShouldContain("data-testid=\"crisis-box\"");
        (await app.Services.GetRequiredService<SafetyAlerts>().OpenAsync(patient.Scope, TestContext.Current.CancellationToken)).ShouldHaveSingleItem();
        (await app.FormsAsync(patient.Scope, patient.Session.PatientId)).Single().CompletedAt.ShouldBeNull();
    }

    [Fact]
    public async Task A_refresh_comes_back_to_the_first_question_without_an_answer()
    {
        await using var app = await RunningApp.StartAsync();
        using var patient = await app.AskedAsync();
        await patient.AnswerAsync(1, "0");
        await patient.AnswerAsync(2, "0");
        (await patient.Browser.ReadAsync("/session/form")).ShouldContain("data-item=\"3\"");
    }

    [Fact]
    public async Task A_skipped_form_is_kept_as_incomplete_without_a_score()
    {
        await using var app = await RunningApp.StartAsync();
        using var patient = await app.AskedAsync();
        (await patient.CloseAsync()).ShouldBe("/session");
        var form = (await app.FormsAsync(patient.Scope, patient.Session.PatientId)).Single();
        (form.Answered, form.Score, form.LeftAt is null).ShouldBe((0, null, false));
        (await patient.Browser.ReadAsync("/session")).ShouldContain("data-step=\"check\"");
    }

    [Fact]
    public async Task A_patient_withdraws_from_the_questions_before_the_session_and_is_not_asked_any_more()
    {
        await using var app = await RunningApp.StartAsync();
        using var patient = await app.AskedAsync();
        await patient.AnswerAsync(1, "1");
        foreach (var at in (string[])["start", "2", "overview"]) (await patient.Browser.ReadAsync($"/session/form?at={at}")).ShouldContain("data-testid=\"form-withdraw\"");

        using var withdrawn = await patient.Browser.PostFormAsync("/session/form?at=2", new Dictionary<string, string> { ["measured"] = "keep" }, "/session/withdraw");

        withdrawn.Headers.Location!.ToString().ShouldBe("/session");
        (await patient.Browser.ReadAsync("/session")).ShouldContain("notice-withdrawn");
        using var form = await patient.Browser.GetAsync("/session/form");
        form.Headers.Location!.ToString().ShouldBe("/session");
        (await app.FormsAsync(patient.Scope, patient.Session.PatientId)).Single().Answered.ShouldBe(1);
    }

    [Theory]
    [InlineData("4")]
    [InlineData("-1")]
    [InlineData("two")]
    [InlineData("99999999999")]
    public async Task A_value_nobody_could_press_is_not_stored(string value)
    {
        await using var app = await RunningApp.StartAsync();
        using var patient = await app.AskedAsync();
        using var answer = await patient.Browser.PostFormAsync("/session/form?at=1", new Dictionary<string, string> { ["instrument"] = "phq-9", ["item"] = "1", ["value"] = value }, "/session/form/answer");
        ((int)answer.StatusCode).ShouldBeOneOf(303, 400);
        (await app.FormsAsync(patient.Scope, patient.Session.PatientId)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_form_for_afterwards_is_asked_when_the_session_has_ended()
    {
        await using var app = await RunningApp.StartAsync();
        using var patient = await app.AskedAsync(FormOccasion.AfterSession);
        (await patient.Browser.ReadAsync("/session")).ShouldContain("data-step=\"check\"");
        var course = app.Services.GetRequiredService<SessionCourse>();
        await course.BeginAsync(patient.Session.Id, "synthetic", TestContext.Current.CancellationToken);
        await course.EndAsync(patient.Session.Id, cancel: TestContext.Current.CancellationToken);

        using (var page = await patient.Browser.GetAsync("/session")) page.Headers.Location!.ToString().ShouldBe("/session/form");
        await patient.AnswerAsync(9, "2");
        await patient.CloseAsync();

        var end = await patient.Browser.ReadAsync("/session");
        end.ShouldContain("your session is over");
        end.ShouldContain("data-testid=\"crisis-box\"");
    }

    [Theory]
    [InlineData("/session/form")]
    [InlineData("/session/form/help")]
    public async Task Staff_and_strangers_do_not_reach_a_patients_form(string path)
    {
        await using var app = await RunningApp.StartAsync();
        using var patient = await app.AskedAsync();
        await app.HireAsync("clinician", "Sample team");
        using var clinician = await app.SignedInAsync("clinician");
        using var stranger = app.Browser();
        foreach (var browser in new[] { clinician, stranger })
        {
            using var answer = await browser.GetAsync(path);
            answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        }
    }

    [Fact]
    public async Task Without_consent_or_an_antiforgery_token_no_answer_is_taken()
    {
        await using var app = await RunningApp.StartAsync();
        await app.UsePhqAsync();
        using var patient = await Capture.PatientSide.InvitedAsync(app);
        await app.Services.GetRequiredService<FormPlan>().PlanAsync(patient.Scope, patient.Session.PublicId, [new FormChoice("phq-9", FormOccasion.BeforeSession)], TestContext.Current.CancellationToken);
        await patient.RedeemAsync();
        var fields = new Dictionary<string, string> { ["instrument"] = "phq-9", ["item"] = "1", ["value"] = "1" };
        using (var early = await patient.Browser.PostFormAsync("/session?at=consent", fields, "/session/form/answer")) early.Headers.Location!.ToString().ShouldBe("/session");
        using var forged = await patient.Browser.SendAsync(new HttpRequestMessage(HttpMethod.Post, "/session/form/answer") { Content = new FormUrlEncodedContent(fields) });
        forged.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await app.FormsAsync(patient.Scope, patient.Session.PatientId)).ShouldBeEmpty();
    }
}
