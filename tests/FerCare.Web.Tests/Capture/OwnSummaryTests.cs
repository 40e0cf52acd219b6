using System.Net;
using FerCare.Affect;
using FerCare.Clinic.Access;
using FerCare.Clinic.Joining;
using FerCare.Clinic.Sessions;
using FerCare.Clinic.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace FerCare.Web.Tests.Capture;

public sealed class OwnSummaryTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_end_says_what_is_kept_how_long_how_to_withdraw_and_whom_to_ask()
    {
        await using var app = await RunningApp.StartAsync();
        using var patient = await HeldAsync(app, showsSummary: false, seconds: 60);

        var end = WebUtility.HtmlDecode(await patient.Browser.ReadAsync("/session"));

        var ended = (await app.Services.GetRequiredService<SessionSchedule>().FindAsync(patient.Scope, patient.Session.PublicId, Cancel))!.EndedAt!.Value;
        end.ShouldContain("notice-ended");
        end.ShouldContain($"until {TimeZoneInfo.ConvertTime(ended.AddDays(731), TimeProvider.System.LocalTimeZone):d MMMM yyyy}, what was worked out from them until");
        end.ShouldContain("take your consent back at any time");
        end.ShouldContain("Team North (Name of north)");
        end.ShouldNotContain("open-summary");
        using var none = await patient.Browser.GetAsync("/session/summary");
        (none.StatusCode, none.Headers.Location!.ToString()).ShouldBe((HttpStatusCode.SeeOther, "/session"));
    }

    [Fact]
    public async Task Where_the_clinician_allows_it_the_patient_reads_usable_time_pauses_and_expressions_in_plain_words_and_no_index()
    {
        await using var app = await RunningApp.StartAsync();
        using var patient = await HeldAsync(app, showsSummary: true, seconds: 120);

        (await patient.Browser.ReadAsync("/session")).ShouldContain("open-summary");
        var summary = WebUtility.HtmlDecode(await patient.Browser.ReadAsync("/session/summary"));

        summary.ShouldContain("This is not a diagnosis.");
        summary.ShouldContain("1, together 20 seconds");
        summary.ShouldContain("A calm, neutral look: <strong>most of the time</strong>");
        summary.ShouldContain("A smile or a cheerful look: <strong>now and then</strong>");
        foreach (var hidden in new[] { "index", "indicator", "finding", "depress", "stress", "%" }) summary[summary.IndexOf("<main>", StringComparison.Ordinal)..].ShouldNotContain(hidden, Case.Insensitive);
    }

    [Fact]
    public async Task Too_little_usable_time_says_nothing_of_expressions()
    {
        await using var app = await RunningApp.StartAsync();
        using var patient = await HeldAsync(app, showsSummary: true, seconds: 10, pause: false);

        var summary = await patient.Browser.ReadAsync("/session/summary");

        summary.ShouldContain("summary-too-little");
        summary.ShouldNotContain("summary-shares");
    }

    [Fact]
    public async Task The_summary_ends_with_the_patients_access_and_with_a_withdrawal_and_is_nobody_elses()
    {
        await using var app = await RunningApp.StartAsync();
        using var patient = await HeldAsync(app, showsSummary: true, seconds: 60);
        using var stranger = app.Browser();
        using var other = await PatientSide.ReadyAsync(app);

        using (var refused = await stranger.GetAsync("/session/summary")) refused.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        using (var elsewhere = await other.Browser.GetAsync("/session/summary")) elsewhere.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        await patient.PostAsync("/session/withdraw");
        using (var withdrawn = await patient.Browser.GetAsync("/session/summary")) withdrawn.StatusCode.ShouldBe(HttpStatusCode.SeeOther);

        // A newer link takes the access away from who came with the older one.
        using var again = await HeldAsync(app, showsSummary: true, seconds: 60, clinician: "south");
        (await again.Browser.ReadAsync("/session/summary")).ShouldContain("data-testid=\"summary\"");
        again.Browser.Cookies.GetAllCookies().Single(c => c.Name == "fercare-patient").Expired = true;
        using var gone = await again.Browser.GetAsync("/session/summary");
        gone.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    /// <summary>A session of a patient who joined by their link: mostly calm, a little cheerful, one pause of 20 seconds.</summary>
    private static async Task<PatientSide> HeldAsync(RunningApp app, bool showsSummary, int seconds, bool pause = true, string clinician = "north")
    {
        var scope = await app.HireAsync(clinician, "Team North");
        var planned = await app.Services.GetRequiredService<SessionSchedule>().CreateAsync(scope, await app.AdmitAsync(scope), SessionContext.Rest, TimeProvider.System.GetUtcNow(), showsSummary, Cancel);
        var link = await app.Services.GetRequiredService<JoinLinks>().IssueAsync(scope, planned.Id, Cancel);
        var patient = new PatientSide(app, scope, planned, link.Token);
        (await patient.RedeemAsync()).ShouldBe("/session");
        await app.Services.GetRequiredService<ConsentLedger>().GiveAsync(planned.Id, ConsentText.Current, Cancel);
        var course = app.Services.GetRequiredService<SessionCourse>();
        await course.BeginAsync(planned.Id, "synthetic", Cancel);
        var journal = app.Services.GetRequiredService<SessionJournal>();
        var calm = new EmotionProbabilities(0.02f, 0.02f, 0.02f, 0.1f, 0.02f, 0.02f, 0.8f);
        if (pause)
        {
            await course.PauseAsync(planned.Id, 20_000, Cancel);
            await course.ResumeAsync(planned.Id, 40_000, Cancel);
        }

        for (var ms = 0; ms < seconds * 1000; ms += 200)
        {
            if (pause && ms is >= 20_000 and < 40_000) continue;
            journal.TryAppend(planned.Id, new FrameSample(ms, QualityIssue.None, new FaceBox(100, 80, 120, 120), 0.3, 0.3, new HeadPose(0, 0, 0), 0.01));
            journal.TryAppend(planned.Id, new EmotionSample(ms, QualityIssue.None, calm));
        }

        await course.EndAsync(planned.Id, seconds * 1000, Cancel);
        await journal.FlushAsync(Cancel);
        return patient;
    }
}
