using System.Globalization;
using FerCare.Clinic.Instruments;
using FerCare.Clinic.Joining;
using FerCare.Clinic.Sessions;
using FerCare.Web.Capture.Pages;
using FerCare.Clinic.Storage;
using FerCare.Web.Instruments;
using FerCare.Web.Limits;
using FerCare.Web.Monitoring;
using FerCare.Web.Patients;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace FerCare.Web.Capture;

/// <summary>The patient's pages and forms. Every page is made of what the record says, so that a refresh never loses the place.</summary>
public static class PatientPages
{
    public const string SessionAddress = "/session";
    public const string NotJoinedAddress = "/join/not-joined";

    internal static void Map(IEndpointRouteBuilder app)
    {
        var open = app.MapGroup("").AllowAnonymous();
        open.MapGet("/join", () => new RazorComponentResult<JoinPage>());
        open.MapPost("/join/redeem", RedeemAsync);
        foreach (var name in app.ServiceProvider.GetRequiredService<Notices>().OfLinks.Select(n => n.Name)) open.MapGet($"/join/{name}", (Delegate)((HttpContext context, Notices notices) => RefusedAsync(context, notices, name)));
        open.MapGet(NotJoinedAddress, (Notices notices) => Page(notices.NotJoined));

        var own = app.MapGroup(SessionAddress).RequireAuthorization(PatientAccess.Scheme);
        own.MapGet("", ShowAsync);
        own.MapGet("/state", StateAsync);
        own.MapGet("/summary", SummaryAsync);
        own.MapGet("/elsewhere", (Notices notices) => Page(notices.Elsewhere));
        own.MapGet("/declined", (Notices notices) => Page(notices.Declined));
        own.MapPost("/consent", ConsentAsync);
        own.MapPost("/withdraw", WithdrawAsync);
        own.MapPost("/erase", EraseAsync);
        own.MapPost("/finish", FinishAsync);
    }

    private static async Task<IResult> RedeemAsync([FromForm] string? token, HttpContext context, JoinLinks links, JoinTries tries, Notices notices, CancellationToken cancel)
    {
        if (!tries.TryOne(context.Connection.RemoteIpAddress))
        {
            context.Response.ComeBackIn(JoinTries.Within);
            return Page(notices.TooManyTries);
        }

        var outcome = await links.RedeemAsync(token ?? "", cancel);
        if (outcome is { Succeeded: true, SessionId: { } sessionId, LinkId: { } linkId })
        {
            await context.SignInPatientAsync(sessionId, linkId);
            return SeeOther(SessionAddress);
        }

        return SeeOther($"/join/{outcome.Result.ToString().ToLowerInvariant()}");
    }

    private static async Task<IResult> RefusedAsync(HttpContext context, Notices notices, string name)
    {
        // Whoever opens their link a second time in the same browser need not ask for another.
        var joined = name == notices.Used.Name && (await context.AuthenticateAsync(PatientAccess.Scheme)).Succeeded;
        return Page(joined ? notices.UsedHere : notices.OfLinks.Single(n => n.Name == name));
    }

    private static async Task<IResult> ShowAsync(string? at, bool? unanswered, HttpContext context, SessionCourse course, LiveSessions sessions, PatientForms forms, CaptureOptions options, RetentionWords kept, Notices notices, CancellationToken cancel)
    {
        if (await course.OwnAsync(context.User.SessionId(), cancel) is not { } own) return Page(notices.NotJoined);
        if (own.State == SessionState.Withdrawn || sessions.IsWithdrawn(own.Id)) return Page(notices.WithdrawnFrom(own), await forms.CrisisAsync(own.Id, cancel));
        if (own.ConsentGiven && await forms.DueAsync(own.Id, cancel) is not null) return SeeOther(PatientFormPages.Address);
        if (own.State == SessionState.Ended)
        {
            return new RazorComponentResult<EndedPage>(new
            {
                Own = own, KeptFor = options.KeptFor ?? kept.KeptFor(own.EndedAt ?? own.ScheduledAt), options.CookieHours, Crisis = await forms.CrisisAsync(own.Id, cancel),
            });
        }

        if (!own.ConsentGiven)
        {
            return at == "consent"
                ? new RazorComponentResult<ConsentPage>(new { Text = ConsentText.CurrentIn(CultureInfo.CurrentUICulture.TwoLetterISOLanguageName), Unanswered = unanswered == true })
                : new RazorComponentResult<AboutPage>(new { own.Watchers, own.CareTeam, options.BaselineSeconds });
        }

        // Asked before the camera is: nobody shall sit before a camera that nothing looks through.
        if (!sessions.AskForPlace(own))
        {
            context.Response.ComeBackIn(Notices.BusyAsksEvery);
            return Page(notices.Busy, await forms.CrisisAsync(own.Id, cancel));
        }

        var baselineLeft = own.BaselineToMs is not null ? TimeSpan.Zero : (TimeSpan?)null;
        return new RazorComponentResult<RoomPage>(new
        {
            Step = PatientView.StepOf(own.State, baselineLeft),
            options.BaselineSeconds,
            Paused = own.IsPaused || sessions.IsPaused(own.Id),
            Crisis = await forms.CrisisAsync(own.Id, cancel),
        });
    }

    private static async Task<IResult> StateAsync(HttpContext context, SessionCourse course, LiveSessions sessions, CancellationToken cancel) =>
        await course.OwnAsync(context.User.SessionId(), cancel) is { } own
            ? Results.Json(new { state = own.State.ToString(), place = own.State.IsOver() || !own.ConsentGiven || sessions.AskForPlace(own) }) : Results.NotFound();

    private static async Task<IResult> SummaryAsync(HttpContext context, SessionArchive archive, CancellationToken cancel) =>
        await archive.OwnSummaryAsync(context.User.SessionId(), cancel) is { } summary ? new RazorComponentResult<SummaryPage>(new { Summary = summary }) : SeeOther(SessionAddress);

    private static async Task<IResult> ConsentAsync([FromForm] string? agree, [FromForm] string? version, HttpContext context, ConsentLedger consents)
    {
        // A text that changed while the page was open has to be read again.
        if (ConsentText.FindCurrent(version) is not { } read) return SeeOther($"{SessionAddress}?at=consent");
        if (agree != "yes") return SeeOther($"{SessionAddress}?at=consent&unanswered=true");
        try
        {
            await consents.GiveAsync(context.User.SessionId(), read);
        }
        catch (CourseRefusedException)
        {
            // The session is over meanwhile: its page says so.
        }

        return SeeOther(SessionAddress);
    }

    private static async Task<IResult> WithdrawAsync([FromForm] string? measured, HttpContext context, LiveSessions sessions)
    {
        // Only what the patient said in so many words is erased: what is kept can still be erased later.
        await sessions.WithdrawAsync(context.User.SessionId(), erase: measured == "erase");
        return SeeOther(SessionAddress);
    }

    private static async Task<IResult> EraseAsync(HttpContext context, SampleErasure erasure, IFormCollection form)
    {
        try
        {
            await erasure.EraseWithdrawnAsync(context.User.SessionId());
        }
        catch (CourseRefusedException)
        {
            // Not withdrawn: its page says where it stands.
        }

        return SeeOther(SessionAddress);
    }

    private static async Task<IResult> FinishAsync(HttpContext context, LiveSessions sessions, IFormCollection form)
    {
        try
        {
            await sessions.EndAsync(context.User.SessionId());
        }
        catch (CourseRefusedException)
        {
            // Not begun, or withdrawn in another tab: its page says where it stands.
        }

        return SeeOther(SessionAddress);
    }

    private static RazorComponentResult<NoticePage> Page(Notice notice, CrisisWords? crisis = null) => new(new { Notice = notice, Crisis = crisis }) { StatusCode = notice.Status };

    private static IResult SeeOther(string address) => new SeeOtherResult(address);

    /// <summary>303: the answer to a form is a page of its own, so that a refresh does not send the form again.</summary>
    private sealed record SeeOtherResult(string Address) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
            httpContext.Response.Headers.Location = Address;
            return Task.CompletedTask;
        }
    }
}
