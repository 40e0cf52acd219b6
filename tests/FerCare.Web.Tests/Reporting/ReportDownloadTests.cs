using System.IO.Compression;
using System.Net;
using System.Text;
using FerCare.Clinic.Audit;
using FerCare.Clinic.Sessions;
using FerCare.Reports;
using FerCare.Reports.Csv;
using FerCare.Web.Reporting;
using Microsoft.Extensions.DependencyInjection;

namespace FerCare.Web.Tests.Reporting;

public sealed class ReportDownloadTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_session_downloads_as_pdf_and_as_csv_with_a_row_for_each_sample()
    {
        await using var app = await RunningApp.StartAsync();
        var north = await app.HireAsync("north", "Team North");
        var session = await app.HoldAsync(north, await app.AdmitAsync(north, "Sample patient N"), seconds: 10);
        using var browser = await app.SignedInAsync("north");

        using var pdf = await browser.GetAsync($"/sessions/{session.PublicId}/report.pdf");
        using var csv = await browser.GetAsync($"/sessions/{session.PublicId}/report.csv");

        pdf.Content.Headers.ContentType!.MediaType.ShouldBe("application/pdf");
        (await pdf.Content.ReadAsByteArrayAsync(Cancel)).AsSpan(0, 5).SequenceEqual("%PDF-"u8).ShouldBeTrue();
        pdf.Headers.CacheControl!.NoStore.ShouldBeTrue();
        pdf.Content.Headers.ContentDisposition!.FileName!.ShouldNotContain("Sample");
        csv.Content.Headers.ContentType!.MediaType.ShouldBe("text/csv");
        var rows = (await csv.Content.ReadAsStringAsync(Cancel)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        rows.Length.ShouldBe(1 + 50);
        rows[0].ShouldContain("p_happy");
    }

    [Theory]
    [InlineData("csv", "text/csv")]
    [InlineData("json", "application/json")]
    [InlineData("fhir.json", "application/fhir+json")]
    public async Task A_file_names_the_patient_only_where_that_was_asked_for_and_either_is_recorded(string extension, string mediaType)
    {
        await using var app = await RunningApp.StartAsync();
        var north = await app.HireAsync("north", "Team North");
        var session = await app.HoldAsync(north, await app.AdmitAsync(north, "Sample patient N"), seconds: 10);
        using var browser = await app.SignedInAsync("north");

        using var bare = await browser.GetAsync($"/sessions/{session.PublicId}/report.{extension}");
        using var named = await browser.GetAsync($"/sessions/{session.PublicId}/report.{extension}?identified=true");

        bare.Content.Headers.ContentType!.MediaType.ShouldBe(mediaType);
        (await bare.Content.ReadAsStringAsync(Cancel)).ShouldNotContain("Sample patient N");
        (await named.Content.ReadAsStringAsync(Cancel)).ShouldContain("Sample patient N");
        var recorded = await app.Services.GetRequiredService<AuditTrail>().SearchAsync(new AuditQuery(Action: AuditAction.Export), Cancel);
        recorded.Lines.Select(l => l.Detail).ShouldBe([$"{extension}, identified", $"{extension}, de-identified"], ignoreOrder: true);
    }

    [Fact]
    public async Task A_workbook_downloads_as_such()
    {
        await using var app = await RunningApp.StartAsync();
        var north = await app.HireAsync("north", "Team North");
        var session = await app.HoldAsync(north, await app.AdmitAsync(north, "Sample patient N"), seconds: 10);
        using var browser = await app.SignedInAsync("north");

        using var answer = await browser.GetAsync($"/sessions/{session.PublicId}/report.xlsx");

        using var zip = new ZipArchive(await answer.Content.ReadAsStreamAsync(Cancel));
        zip.GetEntry("xl/workbook.xml").ShouldNotBeNull();
    }

    [Fact]
    public async Task An_archive_holds_every_session_once_goes_to_its_owner_once_and_leaves_nothing_behind()
    {
        await using var app = await RunningApp.StartAsync();
        var north = await app.HireAsync("north", "Team North");
        await app.HireAsync("south", "Team South");
        var patient = await app.AdmitAsync(north, "Sample patient N");
        Guid[] sessions = [(await app.HoldAsync(north, patient, seconds: 5)).PublicId, (await app.HoldAsync(north, patient, seconds: 5)).PublicId];
        var ready = await app.Services.GetRequiredService<ArchiveDesk>().MakeAsync(north, new ArchiveOrder(sessions, [new CsvReportWriter()], Identified: false), new Progress<int>(), Cancel);
        using var stranger = await app.SignedInAsync("south");
        using var owner = await app.SignedInAsync("north");

        using var refused = await stranger.GetAsync($"/exports/{ready.Id}");
        using var fetched = await owner.GetAsync($"/exports/{ready.Id}");
        using var zip = new ZipArchive(new MemoryStream(await fetched.Content.ReadAsByteArrayAsync(Cancel)));
        using var again = await owner.GetAsync($"/exports/{ready.Id}");

        var recorded = await app.Services.GetRequiredService<AuditTrail>().SearchAsync(new AuditQuery(Action: AuditAction.Export), Cancel);
        recorded.Lines.Select(l => l.SubjectId).ShouldBe(sessions.Select(s => s.ToString()), ignoreOrder: true);
        recorded.Lines.ShouldAllBe(l => l.Pseudonym != null && l.Detail == $"csv in an archive, de-identified, {ready.Id:N}");
        refused.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        again.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        zip.Entries.Count(e => e.Name.StartsWith("fercare-session", StringComparison.Ordinal)).ShouldBe(2);
        zip.GetEntry("codebook.csv").ShouldNotBeNull();
        using var list = new StreamReader(zip.GetEntry("sessions.csv")!.Open(), Encoding.UTF8);
        var text = await list.ReadToEndAsync(Cancel);
        text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(3);
        text.ShouldNotContain("Sample patient");
        Directory.GetFiles(Path.Combine(app.DataFolder, "exports")).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_cancelled_archive_leaves_nothing_behind_and_is_no_export()
    {
        await using var app = await RunningApp.StartAsync();
        var north = await app.HireAsync("north", "Team North");
        var patient = await app.AdmitAsync(north, "Sample patient N");
        var session = await app.HoldAsync(north, patient, seconds: 5);
        using var stop = new CancellationTokenSource();

        await Should.ThrowAsync<OperationCanceledException>(app.Services.GetRequiredService<ArchiveDesk>().MakeAsync(
            north, new ArchiveOrder([session.PublicId, session.PublicId], [new CsvReportWriter()], Identified: false), new Stopping(stop), stop.Token));

        Directory.GetFiles(Path.Combine(app.DataFolder, "exports")).ShouldBeEmpty();
        var cancelled = await app.Services.GetRequiredService<AuditTrail>().SearchAsync(new AuditQuery(Action: AuditAction.CancelExport), Cancel);
        cancelled.Lines.ShouldAllBe(l => l.Pseudonym != null && l.SubjectId == session.PublicId.ToString());
        var written = cancelled.Lines.Select(l => l.Detail).Distinct().ShouldHaveSingleItem();
        written.ShouldNotBeNull().ShouldStartWith("csv in an archive, de-identified, ");
        (await app.Services.GetRequiredService<AuditTrail>().SearchAsync(new AuditQuery(Action: AuditAction.Export), Cancel)).Lines.ShouldAllBe(l => l.Detail == written, "the two are paired by the archive's id");
        cancelled.Lines.Count.ShouldBe(2);
        (await app.Services.GetRequiredService<PatientExports>().OfPatientAsync(north, patient, Cancel)).Select(e => e.IsCancelled).ShouldBe([true, true]);
        using var browser = await app.SignedInAsync("north");
        (await browser.ReadAsync($"/patients/{patient}")).ShouldContain("Cancelled; nothing was kept.");
    }

    [Fact]
    public async Task An_archive_with_a_session_that_was_withdrawn_before_it_is_fetched_is_refused_in_one_line_and_deleted()
    {
        await using var app = await RunningApp.StartAsync();
        var north = await app.HireAsync("north", "Team North");
        var patient = await app.AdmitAsync(north, "Sample patient N");
        Guid[] sessions = [(await app.HoldAsync(north, patient, seconds: 5)).PublicId, (await app.HoldAsync(north, patient, seconds: 5)).PublicId];
        var ready = await app.Services.GetRequiredService<ArchiveDesk>().MakeAsync(north, new ArchiveOrder(sessions, [new CsvReportWriter()], Identified: false), new Progress<int>(), Cancel);
        using var browser = await app.SignedInAsync("north");

        await app.Services.GetRequiredService<SessionCourse>().WithdrawAsync(north, sessions[1], Cancel);
        using var refused = await browser.GetAsync($"/exports/{ready.Id}");
        using var again = await browser.GetAsync($"/exports/{ready.Id}");

        refused.StatusCode.ShouldBe(HttpStatusCode.Gone);
        refused.Content.Headers.ContentType!.MediaType.ShouldBe("text/plain");
        var line = await refused.Content.ReadAsStringAsync(Cancel);
        line.ShouldStartWith("Consent to a session in this file was taken back meanwhile");
        line.ShouldNotContain("\n");
        again.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        Directory.GetFiles(Path.Combine(app.DataFolder, "exports")).ShouldBeEmpty();
        (await app.Services.GetRequiredService<PatientExports>().OfPatientAsync(north, patient, Cancel)).Select(e => e.IsCancelled).ShouldBe([true, true]);
    }

    [Fact]
    public async Task An_archive_is_not_made_where_a_session_was_withdrawn_since_it_was_chosen_or_while_it_was_written()
    {
        await using var app = await RunningApp.StartAsync();
        var north = await app.HireAsync("north", "Team North");
        var patient = await app.AdmitAsync(north, "Sample patient N");
        Guid[] sessions = [(await app.HoldAsync(north, patient, seconds: 5)).PublicId, (await app.HoldAsync(north, patient, seconds: 5)).PublicId];
        var desk = app.Services.GetRequiredService<ArchiveDesk>();
        var course = app.Services.GetRequiredService<SessionCourse>();
        var order = new ArchiveOrder(sessions, [new CsvReportWriter()], Identified: true);
        var withdrawing = new Withdrawing(() => course.WithdrawAsync(north, sessions[0], Cancel));

        await Should.ThrowAsync<ArchiveRefusedException>(desk.MakeAsync(north, order, withdrawing, Cancel));
        await Should.ThrowAsync<ArchiveRefusedException>(desk.MakeAsync(north, order, new Progress<int>(), Cancel));

        Directory.GetFiles(Path.Combine(app.DataFolder, "exports")).ShouldBeEmpty();
        (await app.Services.GetRequiredService<PatientExports>().OfPatientAsync(north, patient, Cancel)).Select(e => e.IsCancelled).ShouldBe([true, true]);
    }

    /// <summary>A patient withdraws once the first session is written.</summary>
    private sealed class Withdrawing(Func<Task> withdraw) : IProgress<int>
    {
        private bool hasWithdrawn;

        public void Report(int value)
        {
            if (hasWithdrawn) return;
            hasWithdrawn = true;
            Task.Run(withdraw).GetAwaiter().GetResult();
        }
    }

    /// <summary>Cancels once the first session is written.</summary>
    private sealed class Stopping(CancellationTokenSource stop) : IProgress<int>
    {
        public void Report(int value) => stop.Cancel();
    }
}
