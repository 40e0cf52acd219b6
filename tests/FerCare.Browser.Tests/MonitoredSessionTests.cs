using System.Diagnostics;
using System.Text;
using Microsoft.Data.Sqlite;
using Microsoft.Playwright;
using UglyToad.PdfPig;

namespace FerCare.Browser.Tests;

/// <summary>Both people in a real browser: a patient who joins by link, and the clinician who follows and reviews.</summary>
public sealed class MonitoredSessionTests(DemonstrationWithCamera demonstration) : IClassFixture<DemonstrationWithCamera>
{
    private const string Name = "Sample patient Z", RecordNumber = "TEST-026";
    private const int Enough = 60 * 4;

    // Nearly two rounds of the film and, whatever comes, shorter than the 120 seconds from which findings are given.
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(61), Longest = TimeSpan.FromSeconds(95);

    [Fact(Timeout = 600_000)]
    public async Task A_patient_joins_by_link_and_the_clinician_follows_reviews_and_exports_the_session()
    {
        var clinician = await demonstration.ClinicianAsync();
        var pictures = new Pictures(clinician.Page);
        await clinician.CreatePatientAsync(Name, RecordNumber);
        var link = await clinician.CreateSessionAsync(Name, RecordNumber);
        var session = await clinician.SessionOfAsync(Name);

        var patient = await demonstration.PatientAsync(link);
        await patient.ConsentAsync();
        await clinician.GoAsync($"/sessions/{session}/live");
        await Expect(clinician.Page.GetByTestId("live-state")).ToContainTextAsync("Waiting", new() { IgnoreCase = true });
        await patient.StartAsync();
        var runs = Stopwatch.StartNew();
        await Expect(clinician.Page.GetByTestId("live-state")).ToContainTextAsync("Live");
        await clinician.Page.Keyboard.PressAsync("l");
        await Expect(clinician.Page.GetByTestId("context-Reading")).ToHaveAttributeAsync("aria-pressed", "true");
        while (runs.Elapsed < Shortest || (runs.Elapsed < Longest && await StoredAsync(session) <= Enough + 20)) await Task.Delay(500, TestContext.Current.CancellationToken);
        await Expect(clinician.Page.GetByTestId("emotion-meters")).ToContainTextAsync("%");
        await pictures.TakeAsync("live");
        await pictures.TakeAsync("patient", patient.Page);
        await patient.FinishAsync();
        await Expect(clinician.Page.GetByTestId("live-state")).ToContainTextAsync("Ended");

        await clinician.GoAsync($"/sessions/{session}/review");
        await Expect(clinician.Page.GetByTestId("timeline-chart")).ToBeVisibleAsync();
        await Expect(clinician.Page.GetByTestId("finding-depression")).ToContainTextAsync("s of valid frames, at least 120 s are needed", new() { Timeout = 30_000 });
        await Expect(clinician.Page.GetByTestId("finding-stress")).ToContainTextAsync("s of valid frames, at least 120 s are needed");
        await Expect(clinician.Page.GetByTestId("context-marks")).ToContainTextAsync("Reading");

        await clinician.Page.GetByTestId("export-menu").Locator("summary").ClickAsync();
        await pictures.TakeAsync("export-menu");
        var csv = Encoding.UTF8.GetString(await DownloadAsync(clinician.Page, "download-csv"));
        var timeline = ReadTimeline.Parse(csv);
        using var shown = CameraBrowser.Patient();
        timeline.Samples.Count.ShouldBeGreaterThan(Enough);
        timeline.AgreementWith(shown).ShouldBeGreaterThan(0.9);

        var pdf = PdfDocument.Open(await DownloadAsync(clinician.Page, "download-pdf"));
        var text = string.Concat(pdf.GetPages().Select(p => p.Text));
        text.ShouldContain("Not a diagnosis");
        text.ShouldNotContain(Name);
        await clinician.Page.GetByTestId("export-identified").CheckAsync();
        await Expect(clinician.Page.GetByTestId("export-note")).ToContainTextAsync("says who the patient is");
        var named = PdfDocument.Open(await DownloadAsync(clinician.Page, "download-pdf"));
        string.Concat(named.GetPages().Select(p => p.Text)).ShouldContain(Name);
    }

    [Fact]
    public async Task A_patient_with_earlier_sessions_shows_a_finding_with_its_evidence()
    {
        var clinician = await demonstration.ClinicianAsync();
        var pictures = new Pictures(clinician.Page);
        await Expect(clinician.Page.GetByTestId("to-review")).ToBeVisibleAsync();
        await pictures.TakeAsync("today");
        await clinician.GoAsync("/patients");
        await clinician.Page.GetByText("Sample patient A").First.ClickAsync();
        await clinician.Page.GetByTestId("open-review").First.ClickAsync();

        var finding = clinician.Page.GetByTestId("finding-depression");
        await Expect(finding).ToContainTextAsync("change in facial behaviour relative to this patient's baseline", new() { Timeout = 30_000, IgnoreCase = true });
        await Expect(finding.GetByTestId("evidence").First).ToBeVisibleAsync();
        await Expect(finding).ToContainTextAsync("Girard et al. 2014");
        await Expect(clinician.Page.GetByTestId("scrub")).ToHaveAttributeAsync("aria-valuetext", "0:00", new() { Timeout = 30_000 });
        await clinician.Page.GetByTestId("timeline-chart").ClickAsync(new() { Position = new() { X = 5, Y = 5 } });
        await clinician.Page.Keyboard.PressAsync("Shift+ArrowRight");
        await clinician.Page.Keyboard.PressAsync("ArrowRight");
        await Expect(clinician.Page.GetByTestId("scrub-at")).ToHaveTextAsync("0:11");
        await clinician.Page.Keyboard.PressAsync("7");
        await Expect(clinician.Page.GetByTestId("note-table")).ToContainTextAsync("Laughs");
        await clinician.Page.Keyboard.PressAsync("n");
        await clinician.Page.GetByTestId("note-text").FillAsync("Talks about the weekend.");
        await clinician.Page.GetByTestId("note-keep").ClickAsync();
        await Expect(clinician.Page.GetByTestId("note-table")).ToContainTextAsync("Talks about the weekend.");
        await clinician.Page.GetByTestId("scrub-keys").UncheckAsync();
        await clinician.Page.GetByTestId("timeline-chart").ClickAsync(new() { Position = new() { X = 5, Y = 5 } });
        await clinician.Page.Keyboard.PressAsync("ArrowRight");
        await Expect(clinician.Page.GetByTestId("scrub-at")).ToHaveTextAsync("0:11");
        await pictures.TakeAsync("review");
        await finding.GetByTestId("review-annotate").ClickAsync();
        await finding.GetByTestId("review-note").FillAsync("Slept badly before this session.");
        await finding.GetByTestId("review-save").ClickAsync();
        await Expect(finding.GetByTestId("review-history")).ToContainTextAsync("Slept badly before this session.");
        await finding.GetByTestId("review-confirm").ClickAsync();
        await finding.GetByTestId("review-save").ClickAsync();
        await Expect(finding.GetByTestId("review-state")).ToHaveTextAsync("Confirmed by a clinician.");
        foreach (var word in new[] { "depressed", "diagnosed" })
            (await clinician.Page.InnerTextAsync("main")).ShouldNotContain(word, Case.Insensitive);
    }

    [Fact]
    public async Task A_used_link_and_a_wrong_one_get_a_page_that_says_so()
    {
        var clinician = await demonstration.ClinicianAsync();
        await clinician.CreatePatientAsync("Sample patient Y", "TEST-025");
        var link = await clinician.CreateSessionAsync("Sample patient Y", "TEST-025");
        var first = await demonstration.PatientAsync(link);
        await first.Page.GetByTestId("about").WaitForAsync();

        var second = await demonstration.PatientAsync(link);
        var wrong = await demonstration.PatientAsync(new Uri(demonstration.Address, "/join#" + new string('A', 43)).ToString());

        await Expect(second.Page.GetByTestId("notice-used")).ToBeVisibleAsync();
        await Expect(wrong.Page.GetByTestId("notice-unknown")).ToBeVisibleAsync();
    }

    private static ILocatorAssertions Expect(ILocator locator) => Assertions.Expect(locator);

    /// <summary>Classified samples of a session that are in the database.</summary>
    private async Task<long> StoredAsync(string session)
    {
        await using var database = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = demonstration.Database, Mode = SqliteOpenMode.ReadWrite, Pooling = false }.ToString());
        await database.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = database.CreateCommand();
        command.CommandText = "SELECT count(*) FROM emotion_samples JOIN sessions ON \"Id\" = session_id WHERE \"PublicId\" = $session AND happy IS NOT NULL;";
        command.Parameters.AddWithValue("$session", session.ToUpperInvariant());
        return (long)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }

    private static async Task<byte[]> DownloadAsync(IPage page, string button)
    {
        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByTestId(button).ClickAsync());
        await using var stream = await download.CreateReadStreamAsync();
        using var whole = new MemoryStream();
        await stream.CopyToAsync(whole);
        return whole.ToArray();
    }
}
