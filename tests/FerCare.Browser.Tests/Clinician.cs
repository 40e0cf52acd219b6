using Microsoft.Playwright;

namespace FerCare.Browser.Tests;

/// <summary>What a clinician does in a browser window of their own.</summary>
internal sealed class Clinician(IPage page, Uri clinic, string password)
{
    public IPage Page { get; } = page;

    public string Password => password;

    public static async Task<Clinician> EnterAsync(IBrowser browser, RunningClinic clinic, string userName, string password, bool named = false)
    {
        var context = await browser.NewContextAsync(new BrowserNewContextOptions
        {
            ViewportSize = new ViewportSize { Width = 1280, Height = 900 },
            AcceptDownloads = true,
        });
        var address = named ? new UriBuilder(clinic.Address) { Host = "localhost" }.Uri : clinic.Address;
        var clinician = new Clinician(await context.NewPageAsync(), address, password);
        await clinician.Page.GotoAsync(address.ToString());
        await clinician.Page.GetByTestId("user-name").FillAsync(userName);
        await clinician.Page.GetByTestId("password").FillAsync(clinician.Password);
        await clinician.Page.GetByTestId("sign-in").ClickAsync();
        await clinician.Page.GetByTestId("signed-in-name").WaitForAsync();
        await clinician.Page.StandsAsync();
        return clinician;
    }

    public Task GoAsync(string path) => Page.OpenAsync(new Uri(clinic, path));

    /// <summary>Adds a patient in the first care team offered.</summary>
    public async Task CreatePatientAsync(string name, string recordNumber)
    {
        await GoAsync("/patients");
        await Page.GetByTestId("new-patient").First.ClickAsync();
        await Page.GetByTestId("patient-name").FillAsync(name);
        await Page.GetByTestId("patient-number").FillAsync(recordNumber);
        await Page.GetByTestId("patient-create").ClickAsync();
        await Assertions.Expect(Page.GetByTestId("patient-heading")).ToHaveTextAsync(name);
    }

    /// <summary>Plans a session for a patient today and copies the join link.</summary>
    /// <param name="forms">Questionnaires to tick, "phq-9-before".</param>
    public Task<string> CreateSessionAsync(string patient, string recordNumber, params string[] forms) => CreateSessionAsync(patient, recordNumber, withSummary: false, forms);

    /// <param name="withSummary">The patient may see a summary at the end.</param>
    public async Task<string> CreateSessionAsync(string patient, string recordNumber, bool withSummary, params string[] forms)
    {
        await GoAsync("/");
        await Page.GetByTestId("new-session").First.ClickAsync();
        await Page.GetByTestId("session-patient").SelectOptionAsync(new SelectOptionValue { Label = $"{patient} ({recordNumber})" });
        foreach (var form in forms) await Page.GetByTestId($"form-{form}").CheckAsync();
        if (withSummary) await Page.GetByTestId("session-summary").CheckAsync();
        await Page.GetByTestId("session-create").ClickAsync();
        var row = Row(patient);
        await row.WaitForAsync();
        await row.GetByTestId("copy-join-link").ClickAsync();
        var link = await Page.GetByTestId("join-link").InputValueAsync();
        await Page.GetByTestId("join-link-done").ClickAsync();
        return link;
    }

    /// <summary>The public number of a patient's session of today.</summary>
    public async Task<string> SessionOfAsync(string patient) =>
        await Row(patient).GetAttributeAsync("data-session") ?? throw new InvalidOperationException($"No session of {patient} is listed.");

    private ILocator Row(string patient) => Page.GetByTestId("session-row").Filter(new LocatorFilterOptions { HasText = patient }).First;
}
