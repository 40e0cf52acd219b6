using System.Diagnostics;
using System.Globalization;
using System.Net;
using FerCare.Affect;
using FerCare.Clinic.Sessions;
using FerCare.Vision;
using FerCare.Web.Capture;
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

    /// <summary>Guesses of a link, and how many of them a minute are looked at; 10,000 before a release, at a hundred a minute as in service.</summary>
    private static (int All, int AMinute) Guesses =>
        int.TryParse(Environment.GetEnvironmentVariable("FERCARE_LINK_GUESSES"), CultureInfo.InvariantCulture, out var guesses) ? (guesses, new CaptureOptions().JoinsPerMinute) : (40, 10);

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

        await closed.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
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
        for (var sent = 1; sent <= 10; sent++)
        {
            await line.FrameAsync(40 * sent, Frame);
            await Eventually.HoldsAsync(() => line.Acknowledged.Count == sent, "Frames are taken before.");
        }

        await using var machine = new MachineLateness();
        await patient.PostAsync("/session/withdraw");
        var withdrawn = Stopwatch.GetTimestamp();
        var taken = line.Acknowledged.Keys.DefaultIfEmpty().Max();
        // The page of an attacker would go on sending.
        await Record.ExceptionAsync(() => line.StreamAsync(TimeSpan.FromSeconds(1.2), _ => Frame));

        var closedAt = await closed.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        Stopwatch.GetElapsedTime(withdrawn, closedAt).TotalMilliseconds.ShouldBeLessThan(1000 + machine.SumMs);
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
        new CaptureOptions().JoinsPerMinute.ShouldBe(100);
        await using var app = await RunningApp.StartAsync(builder =>
        {
            builder.Configuration["Limits:TokensPerAddress"] = "1000000";
            builder.Configuration["Capture:JoinsPerMinute"] = $"{Guesses.AMinute}";
        });
        using var guesser = app.Browser();
        var counted = new Dictionary<string, int>();
        var began = Stopwatch.GetTimestamp();
        for (var i = 0; i < Guesses.All; i++)
        {
            var what = await GuessAsync(guesser);
            counted[what] = counted.GetValueOrDefault(what) + 1;
        }

        // As many minutes as the guesses took, and one that had begun before.
        var minutes = (int)Math.Ceiling(Stopwatch.GetElapsedTime(began).TotalMinutes) + 1;
        counted.Keys.Order().ShouldBe(["/join/unknown", "refused"]);
        counted["/join/unknown"].ShouldBeInRange(Guesses.AMinute, Guesses.AMinute * minutes);
        string? opened = "";
        // Where a new minute begins between the last guess and the patient, it is tried once more.
        for (var tries = 0; opened is not null && tries < 2; tries++)
        {
            using var patient = await PatientSide.InvitedAsync(app);
            for (var what = ""; what != "refused";) what = await GuessAsync(guesser);
            opened = await patient.RedeemAsync();
        }

        opened.ShouldBeNull("the same address waits its minute, too: an answer, and no session");
    }

    /// <summary>Where a guess leads, or that it was refused.</summary>
    private static async Task<string> GuessAsync(Browser guesser)
    {
        var guess = System.Buffers.Text.Base64Url.EncodeToString(System.Security.Cryptography.RandomNumberGenerator.GetBytes(32));
        using var answer = await guesser.PostFormAsync("/join", new Dictionary<string, string> { ["token"] = guess }, "/join/redeem");
        if (answer.StatusCode != HttpStatusCode.TooManyRequests) return answer.Headers.Location?.ToString() ?? $"{answer.StatusCode}";
        answer.Headers.RetryAfter.ShouldNotBeNull();
        return "refused";
    }
}
