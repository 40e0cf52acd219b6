using FerCare.Clinic.Instruments;
using FerCare.Clinic.Sessions;
using FerCare.Web.Capture;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace FerCare.Web.Instruments;

/// <summary>
/// The patient's forms: plain pages without a script, one question each. An answer is stored when its button is pressed, and a refresh
/// comes back to the first question without an answer.
/// </summary>
public static class PatientFormPages
{
    public const string Address = PatientPages.SessionAddress + "/form";
    private const string Start = "start";
    private const string Overview = "overview";

    internal static void Map(IEndpointRouteBuilder app)
    {
        var own = app.MapGroup(Address).RequireAuthorization(PatientAccess.Scheme);
        own.MapGet("", ShowAsync);
        own.MapGet("/help", HelpAsync);
        own.MapPost("/answer", AnswerAsync);
        own.MapPost("/close", CloseAsync);
    }

    private static async Task<IResult> ShowAsync(string? at, HttpContext context, PatientForms forms, SessionCourse course, CancellationToken cancel)
    {
        var sessionId = context.User.SessionId();
        if (await course.OwnAsync(sessionId, cancel) is not { } own || !MayAnswer(own) || await forms.DueAsync(sessionId, cancel) is not { } form) return new SeeOther(PatientPages.SessionAddress);
        var crisis = form.Alerted ? form.Crisis : null;
        // A question by its name, else the first without an answer; none where all have one.
        var item = form.Instrument.Items.FirstOrDefault(i => i.Id == at) ?? (at == Overview ? null : form.Instrument.Items.FirstOrDefault(i => !form.Answers.ContainsKey(i.Id)));
        if (item is null && at != Start) return new RazorComponentResult<FormOverview>(new { Form = form, Crisis = crisis });
        return at == Start || (at is null && form.Answers.Count == 0)
            ? new RazorComponentResult<FormStart>(new { Form = form, own.CareTeam, own.Watchers })
            : new RazorComponentResult<FormQuestion>(new { Form = form, Item = item!, Crisis = crisis });
    }

    private static async Task<IResult> HelpAsync(HttpContext context, PatientForms forms, CancellationToken cancel) =>
        await forms.CrisisAsync(context.User.SessionId(), cancel) is { } crisis ? new RazorComponentResult<CrisisPage>(new { Crisis = crisis }) : new SeeOther(Address);

    private static async Task<IResult> AnswerAsync(
        [FromForm] string? instrument, [FromForm] string? item, [FromForm] int? value, HttpContext context, PatientForms forms, SessionCourse course)
    {
        var sessionId = context.User.SessionId();
        if (instrument is null || item is null || value is not { } chosen) return new SeeOther(Address);
        if (await course.OwnAsync(sessionId) is not { } own || !MayAnswer(own)) return new SeeOther(PatientPages.SessionAddress);
        try
        {
            // Not cancelled by a page that is closed meanwhile: what was pressed counts.
            var saved = await forms.SaveAsync(sessionId, instrument, item, chosen, CancellationToken.None);
            return new SeeOther(saved.RaisedAlert ? $"{Address}/help" : Next(item, await forms.DueAsync(sessionId)));
        }
        catch (Exception refused) when (refused is AnswerRefusedException or InstrumentRefusedException or FormClosedException)
        {
            // An old page, or a value nobody could press: the form shows what is due.
            return new SeeOther(Address);
        }
    }

    private static async Task<IResult> CloseAsync([FromForm] string? instrument, HttpContext context, PatientForms forms, SessionCourse course)
    {
        var sessionId = context.User.SessionId();
        if (instrument is null || await course.OwnAsync(sessionId) is not { } own || !MayAnswer(own)) return new SeeOther(PatientPages.SessionAddress);
        try
        {
            await forms.CloseAsync(sessionId, instrument, CancellationToken.None);
        }
        catch (Exception refused) when (refused is InstrumentRefusedException or FormClosedException)
        {
            // Closed in another tab.
        }

        return new SeeOther(PatientPages.SessionAddress);
    }

    /// <summary>Before the session only who has consented is asked anything.</summary>
    private static bool MayAnswer(OwnSession own) => own.ConsentGiven && own.State is SessionState.Waiting or SessionState.Ended;

    private static string Next(string item, PatientForm? form)
    {
        var ids = form?.Instrument.Items.Select(i => i.Id).ToList() ?? [];
        var after = ids.Skip(ids.IndexOf(item) + 1).Concat(ids).FirstOrDefault(id => form?.Answers.ContainsKey(id) == false);
        return $"{Address}?at={after ?? Overview}";
    }

    /// <summary>303: the answer to a form is a page of its own, so that a refresh does not send the form again.</summary>
    private sealed record SeeOther(string To) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
            httpContext.Response.Headers.Location = To;
            return Task.CompletedTask;
        }
    }
}
