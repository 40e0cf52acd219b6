using Microsoft.Playwright;

namespace FerCare.Browser.Tests;

/// <summary>A questionnaire from the administrator's switch to the acknowledged alert, in real browsers.</summary>
public sealed class QuestionnaireTests(DemonstrationWithCamera demonstration) : IClassFixture<DemonstrationWithCamera>
{
    private const string Name = "Sample patient Q", RecordNumber = "TEST-027";

    [Fact]
    public async Task A_patients_answer_to_item_nine_reaches_the_clinician_who_acknowledges_it_with_a_note()
    {
        var administrator = await demonstration.AdministratorAsync();
        await administrator.GoAsync("/questionnaires");
        await Expect(administrator.Page.GetByTestId("crisis-text")).ToHaveValueAsync(new System.Text.RegularExpressions.Regex("placeholders"));
        await administrator.Page.GetByTestId("crisis-text").FillAsync("Sample words of this clinic.");
        await administrator.Page.GetByTestId("crisis-telephone").FillAsync("+00 1 234 5678");
        await administrator.Page.GetByTestId("crisis-store").ClickAsync();
        await administrator.Page.GetByTestId("switch-phq-9").ClickAsync();
        await Expect(administrator.Page.GetByTestId("switch-phq-9")).ToHaveTextAsync("Switch on");
        await administrator.Page.GetByTestId("switch-phq-9").ClickAsync();
        await Expect(administrator.Page.GetByTestId("switch-phq-9")).ToHaveTextAsync("Switch off");

        var clinician = await demonstration.ClinicianAsync();
        await clinician.CreatePatientAsync(Name, RecordNumber);
        var patient = await demonstration.PatientAsync(await clinician.CreateSessionAsync(Name, RecordNumber, "phq-9-before"));
        await patient.ConsentAsync("form-start");
        await patient.Page.GetByTestId("form-begin").ClickAsync();
        for (var item = 1; item < 9; item++)
        {
            await Expect(patient.Page.GetByTestId("progress")).ToHaveTextAsync($"Question {item} of 9");
            await patient.Page.FitsAsync(360, 740);
            await patient.Page.GetByTestId("answer-1").PressAsync("Enter");
        }

        await Expect(patient.Page.GetByTestId("progress")).ToHaveTextAsync("Question 9 of 9");
        await new Pictures(patient.Page).TakeAsync("questionnaire");
        await patient.Page.GetByTestId("answer-2").PressAsync("Enter");
        await Expect(patient.Page.GetByTestId("crisis")).ToContainTextAsync("Sample words of this clinic.");
        await new Pictures(patient.Page).TakeAsync("questionnaire-crisis");

        var alert = clinician.Page.GetByTestId("safety-alert");
        await Expect(alert).ToContainTextAsync("More than half the days (2)", new() { Timeout = 30_000 });
        await patient.Page.GetByTestId("crisis-continue").ClickAsync();
        await patient.Page.GetByTestId("form-hand-in").ClickAsync();
        await Expect(patient.Page.GetByTestId("room")).ToBeVisibleAsync();
        await Expect(patient.Page.GetByTestId("crisis-box")).ToBeVisibleAsync();

        await alert.GetByTestId("acknowledge").ClickAsync();
        await clinician.Page.GetByTestId("acknowledge-note").FillAsync("Talked with the patient.");
        await clinician.Page.GetByTestId("acknowledge-confirm").ClickAsync();
        await Expect(clinician.Page.GetByTestId("safety-alert")).ToHaveCountAsync(0);
        await clinician.GoAsync("/patients");
        await clinician.Page.GetByText(Name).First.ClickAsync();
        await Expect(clinician.Page.GetByTestId("form-row")).ToContainTextAsync("10 of 27, moderate");
        await Expect(clinician.Page.GetByTestId("patient-alerts")).ToContainTextAsync("Talked with the patient.");
        await new Pictures(clinician.Page).TakeAsync("patient-questionnaires");
    }

    private static ILocatorAssertions Expect(ILocator locator) => Assertions.Expect(locator);
}
