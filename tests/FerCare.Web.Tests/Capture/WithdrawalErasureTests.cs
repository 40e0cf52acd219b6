using System.Net;
using FerCare.Affect;
using FerCare.Clinic;
using FerCare.Clinic.Sessions;
using FerCare.Clinic.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace FerCare.Web.Tests.Capture;

public sealed class WithdrawalErasureTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_patient_who_withdraws_and_erases_leaves_no_sample_and_both_sides_are_told()
    {
        await using var app = await RunningApp.StartAsync();
        using var patient = await MeasuredAsync(app);

        using (var answer = await patient.Browser.PostFormAsync("/session", new Dictionary<string, string> { ["measured"] = "erase" }, "/session/withdraw")) answer.StatusCode.ShouldBe(HttpStatusCode.SeeOther);

        var page = await patient.Browser.ReadAsync("/session");
        page.ShouldContain("notice-withdrawn-erased");
        page.ShouldContain("What was measured has been erased. Only backups that the clinic made before may still hold it");
        page.ShouldNotContain("/session/erase");
        var series = (await app.Services.GetRequiredService<SessionArchive>().SeriesAsync(patient.Scope, patient.Session.PublicId, Cancel))!;
        (series.Frames.Count, series.Emotions.Count).ShouldBe((0, 0));
        var row = (await app.Services.GetRequiredService<SessionSchedule>().FindAsync(patient.Scope, patient.Session.PublicId, Cancel))!;
        (row.State, row.SamplesErasedBecause).ShouldBe((SessionState.Withdrawn, ErasedBecause.Withdrawn));
        (await ReviewAsync(app, patient)).ShouldContain("had everything that was measured in this session erased");
    }

    [Fact]
    public async Task A_patient_who_withdraws_and_keeps_can_still_erase_and_only_their_own_session()
    {
        await using var app = await RunningApp.StartAsync();
        using var patient = await MeasuredAsync(app);
        using var other = await MeasuredAsync(app);
        await patient.PostAsync("/session/withdraw");
        (await patient.Browser.ReadAsync("/session")).ShouldContain("action=\"/session/erase\"");
        (await FramesAsync(app, patient)).ShouldBe(50);

        using (var answer = await other.Browser.PostFormAsync("/session", new Dictionary<string, string>(), "/session/erase")) answer.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        (await FramesAsync(app, patient), await FramesAsync(app, other)).ShouldBe((50, 50), "a session that was not withdrawn is not erased");
        using (var answer = await patient.Browser.PostFormAsync("/session", new Dictionary<string, string>(), "/session/erase")) answer.StatusCode.ShouldBe(HttpStatusCode.SeeOther);

        (await FramesAsync(app, patient), await FramesAsync(app, other)).ShouldBe((0, 50));
        (await patient.Browser.ReadAsync("/session")).ShouldContain("notice-withdrawn-erased");
    }

    [Fact]
    public async Task Erasing_needs_the_forms_antiforgery_token_and_a_patients_cookie()
    {
        await using var app = await RunningApp.StartAsync();
        using var patient = await MeasuredAsync(app);
        await patient.PostAsync("/session/withdraw");
        using var stranger = app.Browser();
        using var forged = new HttpRequestMessage(HttpMethod.Post, "/session/erase") { Content = new FormUrlEncodedContent([new("x", "y")]) };
        using var unknown = new HttpRequestMessage(HttpMethod.Post, "/session/erase") { Content = new FormUrlEncodedContent([new("x", "y")]) };
        using (var answer = await patient.Browser.SendAsync(forged)) answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        using (var answer = await stranger.SendAsync(unknown)) answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await FramesAsync(app, patient)).ShouldBe(50);
    }

    [Fact]
    public async Task The_end_of_a_session_tells_the_patient_and_the_clinician_until_when_samples_are_kept()
    {
        await using var app = await RunningApp.StartAsync();
        using var patient = await MeasuredAsync(app);
        await patient.PostAsync("/session/finish");
        var row = (await app.Services.GetRequiredService<SessionSchedule>().FindAsync(patient.Scope, patient.Session.PublicId, Cancel))!;
        var until = TimeZoneInfo.ConvertTime(row.EndedAt!.Value.AddDays(731), TimeProvider.System.LocalTimeZone).ToString("d MMMM yyyy");
        (await patient.Browser.ReadAsync("/session")).ShouldContain($"They are kept until {until}, what was worked out from them until");
        (await ReviewAsync(app, patient)).ShouldContain($"Samples of this session are kept until {until}.");
    }

    /// <summary>A session that has begun, with 50 samples of each series.</summary>
    private static async Task<PatientSide> MeasuredAsync(RunningApp app)
    {
        var patient = await PatientSide.ReadyAsync(app);
        await using (var line = await patient.ConnectAsync()) await line.AskAsync("Begin");
        var journal = app.Services.GetRequiredService<SessionJournal>();
        for (var ms = 0; ms < 2_000; ms += 40)
        {
            journal.TryAppend(patient.Session.Id, new FrameSample(ms, QualityIssue.NoFace, null, null, null, null, null));
            journal.TryAppend(patient.Session.Id, new EmotionSample(ms, QualityIssue.NoFace, null));
        }

        await journal.FlushAsync(Cancel);
        return patient;
    }

    private static async Task<int> FramesAsync(RunningApp app, PatientSide patient) =>
        (await app.Services.GetRequiredService<SessionArchive>().SeriesAsync(patient.Scope, patient.Session.PublicId, Cancel))!.Frames.Count;

    private static async Task<string> ReviewAsync(RunningApp app, PatientSide patient)
    {
        await using var context = await app.Services.GetRequiredService<IDbContextFactory<ClinicContext>>().CreateDbContextAsync(Cancel);
        var userName = (await context.Users.FindAsync([patient.Scope.StaffId], Cancel))!.UserName!;
        using var clinician = await app.SignedInAsync(userName);
        return await clinician.ReadAsync($"/sessions/{patient.Session.PublicId}/review");
    }
}
