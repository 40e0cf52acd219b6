using FerCare.Clinic.Sessions;
using Microsoft.Extensions.Localization;

namespace FerCare.Web.Capture;

/// <summary>The notices that a patient may meet, in the reader's language.</summary>
public sealed class Notices(IStringLocalizer words)
{
    /// <summary>The notices that have an address of their own, <c>/join/NAME</c>.</summary>
    public IReadOnlyList<Notice> OfLinks => [Unknown, Used, Expired, Revoked, TooManyTries];

    private string AskForNewLink => words["Please ask your clinic for a new link. It takes them one click."];

    public Notice Unknown => new("unknown", StatusCodes.Status404NotFound,
        words["This link does not work"], words["We do not know this link."],
        [words["Perhaps a part of it was lost on the way: please open it from your clinic's message again, or copy the whole of it into the address bar."], AskForNewLink]);

    public Notice Used => new("used", StatusCodes.Status410Gone,
        words["This link has already been used"], words["For your safety each link opens a session only once."],
        [words["If you opened it before on another device or in another browser, go on there."], AskForNewLink]);

    /// <summary>The same in a browser whose cookie opens a session already.</summary>
    public Notice UsedHere => Used with { Paragraphs = [words["This browser is already connected with a session: if it is yours, go on there."], AskForNewLink], Action = new(words["Go to my session"], "/session") };

    public Notice Expired => new("expired", StatusCodes.Status410Gone,
        words["This link has expired"], words["Links to a session are valid for a limited time."], [AskForNewLink]);

    public Notice Revoked => new("revoked", StatusCodes.Status410Gone,
        words["This link was withdrawn"], words["Your clinic has cancelled this link, most often because it sent you a newer one."],
        [words["Please look for a newer message from your clinic."], AskForNewLink]);

    public Notice TooManyTries => new("too-many-tries", StatusCodes.Status429TooManyRequests,
        words["Too many tries"], words["From this network too many links were opened within a minute."], [words["Please wait a minute and open your link again. It has not been used."]]);

    public Notice NotJoined => new("not-joined", StatusCodes.Status401Unauthorized,
        words["Please open your link"], words["This browser is not connected with a session."],
        [words["Open the link that your clinic sent you. If you have already used it and then closed the browser, ask your clinic for a new one: what was recorded is not lost."]]);

    public Notice Elsewhere => new("elsewhere", StatusCodes.Status200OK,
        words["Your session is open in another tab"], words["A session runs in one tab or window at a time, and the newest one has taken over. The camera is off here."],
        [words["You can close this tab."]], new(words["Use this tab instead"], "/session"));

    public Notice Declined => new("declined", StatusCodes.Status200OK,
        words["You chose not to take part"], words["That is perfectly fine. The camera was never on and nothing was recorded."],
        [words["Your care does not change. You can close this page now. If you change your mind, go back to the question."]], new(words["Back to the question"], "/session?at=consent"));

    /// <summary>How often the page of <see cref="Busy"/> asks again.</summary>
    public static TimeSpan BusyAsksEvery { get; } = TimeSpan.FromSeconds(20);

    /// <summary>As many sessions are read as may be: the page asks again by itself and goes on when there is a place.</summary>
    public Notice Busy => new("busy", StatusCodes.Status503ServiceUnavailable,
        words["The clinic's computer is busy"], words["It is measuring as many sessions as it can right now. Your place is kept: your link and your answers stay good."],
        [
            words["This page asks again every 20 seconds and opens your session as soon as it can. You need not do anything; your camera is off meanwhile, and your clinic can see that you are waiting."],
            words["If it takes longer than ten minutes, tell your clinic."],
        ],
        new(words["Try again now"], "/session"), Script: "/js/patient/busy.js");

    private string NothingChanges => words["You need not give a reason, and your care does not change. You can close this page now."];

    private Notice Withdrawn => new("withdrawn", StatusCodes.Status200OK, words["You have withdrawn"], words["The camera is off and nothing more is recorded."], []);

    /// <summary>The page after a withdrawal: what became of what was measured, and the choice to have it erased while it is kept.</summary>
    public Notice WithdrawnFrom(OwnSession own) => own switch
    {
        { SamplesErasedAt: not null } => Withdrawn with
        {
            Name = "withdrawn-erased",
            Paragraphs = [words["What was measured has been erased. Only backups that the clinic made before may still hold it, until they are replaced. On record stay that this session was planned and that you withdrew, and questionnaires if you filled any in."], NothingChanges],
        },
        { StartedAt: null } => Withdrawn with { Paragraphs = [words["Nothing had been measured."], NothingChanges] },
        _ => Withdrawn with
        {
            Paragraphs =
            [
                words["What was measured before you withdrew is kept with your care team, marked as withdrawn and not assessed. You can have it erased here, or ask your care team for a copy of it or to erase it later."],
                NothingChanges,
            ],
            Form = new(words["Erase what was measured"], "/session/erase", words["Erasing cannot be undone. Questionnaires that you filled in stay."]),
        },
    };
}
