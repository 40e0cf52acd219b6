using System.Diagnostics;
using System.Globalization;
using System.Net;
using FerCare.Affect;
using FerCare.Clinic.Sessions;
using FerCare.Vision;
using FerCare.Web.Monitoring;
using FerCare.Web.Sessions;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace FerCare.Web.Tests.Capture;

/// <summary>What an attacker with a link, a cookie or a great many guesses can do with them.</summary>
public sealed class NewerLinkTests
{
    private static readonly byte[] Frame = [1, 2, 3];
    private static readonly FaceReading Nobody = new() { Width = 640, Height = 480, Faces = 0, Quality = QualityIssue.NoFace };

    /// <summary>Guesses of a link; 10,000 before a release.</summary>
    private static int Guesses => int.TryParse(Environment.GetEnvironmentVariable("FERCARE_LINK_GUESSES"), CultureInfo.InvariantCulture, out var guesses) ? guesses : 250;

    private static void Quick(WebApplicationBuilder builder)
    {
        builder.Configuration["Capture:BaselineSeconds"] = "1";
        builder.Services.AddSingleton<OpenReaders>(() => new OpenReader((_, _, classify, _) => Nobody with { Classified = classify }, null));
    }

    [Fact]
    public async Task A_newer_link_shuts_out_the_cookie_of_the_older_one_and_closes_its_line()
    {
        await using var app = await RunningApp.StartAsync(Quick);
        using var thief = await PatientSide.ReadyAsync(app);
        await using var stolen = await thief.ConnectAsync();
        var closed = new TaskCompletionSource();
        stolen.Hub.Closed += _ => { closed.TrySetResult(); return Task.CompletedTask; };

        var link = await app.Services.GetRequiredService<Invitations>().IssueAsync(thief.Scope, thief.Session.Id, TestContext.Current.CancellationToken);

        await closed.Task.WaitAsync(TimeSpan.FromSeconds(2), TestContext.Current.CancellationToken);
        using var shut = await thief.Browser.GetAsync("/session");
        shut.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        await Should.ThrowAsync<Exception>(async () => await thief.ConnectAsync());
        using var patient = new PatientSide(app, thief.Scope, thief.Session, link.Token);
        (await patient.RedeemAsync()).ShouldBe("/session");
        await using var line = await patient.ConnectAsync();
        await line.FrameAsync(1, Frame);
        await Eventually.HoldsAsync(() => line.Acknowledged.Count == 1, "The patient with the newer link may send.");
        using var still = await thief.Browser.GetAsync("/session/state");
        still.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task After_withdrawing_no_frame_is_taken_and_the_line_is_closed_within_a_second()
    {
        await using var app = await RunningApp.StartAsync(Quick);
        using var patient = await PatientSide.ReadyAsync(app);
        await using var line = await patient.ConnectAsync();
        var closed = new TaskCompletionSource<long>();
        line.Hub.Closed += _ => { closed.TrySetResult(Stopwatch.GetTimestamp()); return Task.CompletedTask; };
        await line.AskAsync("Begin");
        await line.StreamAsync(TimeSpan.FromSeconds(0.5), _ => Frame);
        await Eventually.HoldsAsync(() => !line.Acknowledged.IsEmpty, "Frames are taken before.");

        await patient.PostAsync("/session/withdraw");
        var withdrawn = Stopwatch.GetTimestamp();
        var taken = line.Acknowledged.Keys.DefaultIfEmpty().Max();
        // The page of an attacker would go on sending.
        await Record.ExceptionAsync(() => line.StreamAsync(TimeSpan.FromSeconds(1.2), _ => Frame));

        Stopwatch.GetElapsedTime(withdrawn, await closed.Task.WaitAsync(TimeSpan.FromSeconds(2), TestContext.Current.CancellationToken)).TotalSeconds.ShouldBeLessThan(1);
        line.Acknowledged.Keys.DefaultIfEmpty().Max().ShouldBeLessThanOrEqualTo(taken + 1, "at most the frame that was on its way");
        await using var again = await patient.ConnectAsync();
        await Eventually.HoldsAsync(() => again.Dismissals.Contains("withdrawn"), "Coming back is refused.");
        await Record.ExceptionAsync(() => again.FrameAsync(1, Frame));
        again.Acknowledged.ShouldBeEmpty();
        var row = await app.Services.GetRequiredService<SessionSchedule>().FindAsync(patient.Scope, patient.Session.PublicId, TestContext.Current.CancellationToken);
        row!.State.ShouldBe(SessionState.Withdrawn);
    }

    [Fact]
    public async Task A_link_opens_the_session_it_was_made_for_and_no_other()
    {
        await using var app = await RunningApp.StartAsync();
        using var first = await PatientSide.ReadyAsync(app);
        using var second = await PatientSide.ReadyAsync(app);

        await first.PostAsync("/session/withdraw");

        (await first.Browser.ReadAsync("/session")).ShouldContain("notice-withdrawn");
        (await second.Browser.ReadAsync("/session")).ShouldContain("data-step=\"check\"");
    }

    [Fact]
    public async Task Of_many_guesses_none_opens_anything_and_after_a_hundred_a_minute_they_are_not_looked_at()
    {
        await using var app = await RunningApp.StartAsync(builder => builder.Configuration["Limits:TokensPerAddress"] = "1000000");
        using var patient = await PatientSide.InvitedAsync(app);
        using var guesser = app.Browser();
        var counted = new Dictionary<string, int>();
        for (var i = 0; i < Guesses; i++)
        {
            var guess = System.Buffers.Text.Base64Url.EncodeToString(System.Security.Cryptography.RandomNumberGenerator.GetBytes(32));
            using var answer = await guesser.PostFormAsync("/join", new Dictionary<string, string> { ["token"] = guess }, "/join/redeem");
            var what = answer.StatusCode == HttpStatusCode.TooManyRequests ? "refused" : answer.Headers.Location?.ToString() ?? $"{answer.StatusCode}";
            counted[what] = counted.GetValueOrDefault(what) + 1;
            if (what == "refused") answer.Headers.RetryAfter.ShouldNotBeNull();
        }

        counted.Keys.Order().ShouldBe(["/join/unknown", "refused"]);
        counted["refused"].ShouldBeGreaterThan(Guesses / 3);
        (await patient.RedeemAsync()).ShouldBeNull("the same address waits its minute, too: an answer, and no session");
    }
}
