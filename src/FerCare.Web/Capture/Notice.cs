using FerCare.Clinic.Sessions;

namespace FerCare.Web.Capture;

/// <summary>A plain page for the patient: one statement, what it means, at most one thing to do.</summary>
/// <param name="Name">Lower-case word by which tests and addresses know it.</param>
/// <param name="Status">HTTP status of the page.</param>
/// <param name="Script">Address of the page's script; null where it needs none.</param>
public sealed record Notice(string Name, int Status, string Title, string Lead, IReadOnlyList<string> Paragraphs, NoticeAction? Action = null, NoticeForm? Form = null, string? Script = null)
{
    private const string AskForNewLink = "Please ask your clinic for a new link. It takes them one click.";

    public static Notice Unknown { get; } = new("unknown", StatusCodes.Status404NotFound,
        "This link does not work", "We do not know this link.",
        ["Perhaps a part of it was lost on the way: please open it from your clinic's message again, or copy the whole of it into the address bar.", AskForNewLink]);

    public static Notice Used { get; } = new("used", StatusCodes.Status410Gone,
        "This link has already been used", "For your safety each link opens a session only once.",
        ["If you opened it before on another device or in another browser, go on there.", AskForNewLink]);

    /// <summary>The same in a browser whose cookie opens a session already.</summary>
    public static Notice UsedHere { get; } = Used with { Paragraphs = ["This browser is already connected with a session: if it is yours, go on there.", AskForNewLink], Action = new("Go to my session", "/session") };

    public static Notice Expired { get; } = new("expired", StatusCodes.Status410Gone,
        "This link has expired", "Links to a session are valid for a limited time.", [AskForNewLink]);

    public static Notice Revoked { get; } = new("revoked", StatusCodes.Status410Gone,
        "This link was withdrawn", "Your clinic has cancelled this link, most often because it sent you a newer one.",
        ["Please look for a newer message from your clinic.", AskForNewLink]);

    public static Notice TooManyTries { get; } = new("too-many-tries", StatusCodes.Status429TooManyRequests,
        "Too many tries", "From this network too many links were opened within a minute.", ["Please wait a minute and open your link again. It has not been used."]);

    public static Notice NotJoined { get; } = new("not-joined", StatusCodes.Status401Unauthorized,
        "Please open your link", "This browser is not connected with a session.",
        ["Open the link that your clinic sent you. If you have already used it and then closed the browser, ask your clinic for a new one: what was recorded is not lost."]);

    public static Notice Elsewhere { get; } = new("elsewhere", StatusCodes.Status200OK,
        "Your session is open in another tab", "A session runs in one tab or window at a time, and the newest one has taken over. The camera is off here.",
        ["You can close this tab."], new("Use this tab instead", "/session"));

    public static Notice Declined { get; } = new("declined", StatusCodes.Status200OK,
        "You chose not to take part", "That is perfectly fine. The camera was never on and nothing was recorded.",
        ["Your care does not change. You can close this page now. If you change your mind, go back to the question."], new("Back to the question", "/session?at=consent"));

    /// <summary>As many sessions are read as may be: the page asks again by itself and goes on when there is a place.</summary>
    public static Notice Busy { get; } = new("busy", StatusCodes.Status503ServiceUnavailable,
        "The clinic's computer is busy", "It is measuring as many sessions as it can right now. Your place is kept: your link and your answers stay good.",
        [
            "This page asks again every 20 seconds and opens your session as soon as it can. You need not do anything; your camera is off meanwhile, and your clinic can see that you are waiting.",
            "If it takes longer than ten minutes, tell your clinic.",
        ],
        new("Try again now", "/session"), Script: "/js/patient/busy.js");

    /// <summary>How often the page of <see cref="Busy"/> asks again.</summary>
    public static TimeSpan BusyAsksEvery { get; } = TimeSpan.FromSeconds(20);

    private const string NothingChanges = "You need not give a reason, and your care does not change. You can close this page now.";

    private static Notice Withdrawn { get; } = new("withdrawn", StatusCodes.Status200OK, "You have withdrawn", "The camera is off and nothing more is recorded.", []);

    /// <summary>The page after a withdrawal: what became of what was measured, and the choice to have it erased while it is kept.</summary>
    public static Notice WithdrawnFrom(OwnSession own) => own switch
    {
        { SamplesErasedAt: not null } => Withdrawn with
        {
            Name = "withdrawn-erased",
            Paragraphs = ["What was measured has been erased and cannot be brought back. On record stay that this session was planned and that you withdrew, and questionnaires if you filled any in.", NothingChanges],
        },
        { StartedAt: null } => Withdrawn with { Paragraphs = ["Nothing had been measured.", NothingChanges] },
        _ => Withdrawn with
        {
            Paragraphs =
            [
                "What was measured before you withdrew is kept with your care team, marked as withdrawn and not assessed. You can have it erased here, or ask your care team for a copy of it or to erase it later.",
                NothingChanges,
            ],
            Form = new("Erase what was measured", "/session/erase", "Erasing cannot be undone. Questionnaires that you filled in stay."),
        },
    };

    /// <summary>The page at the end of a session, with how long the clinic keeps what was measured.</summary>
    public static Notice Ended(string keptFor) => new("ended", StatusCodes.Status200OK,
        "Thank you, your session is over", "The camera is off and nothing more is recorded.",
        [
            "Kept are the figures: expression probabilities, eye opening, head direction, movement, and how well your face could be seen. No picture and no video was kept.",
            $"Only your care team can see them, and in an emergency another clinician of your clinic, who has to say why. They are kept {keptFor}. You can ask your care team at any time for a copy, or to erase them.",
            "You can close this page now.",
        ]);

    /// <summary>The notices that have an address of their own, <c>/join/NAME</c>.</summary>
    public static IReadOnlyList<Notice> OfLinks { get; } = [Unknown, Used, Expired, Revoked, TooManyTries];
}

/// <summary>The one thing to do on a <see cref="Notice"/>.</summary>
public sealed record NoticeAction(string Text, string Address);

/// <summary>The one thing that a <see cref="Notice"/> offers to change.</summary>
/// <param name="Text">What the button says.</param>
/// <param name="Address">Where it posts to.</param>
/// <param name="Hint">What it means.</param>
public sealed record NoticeForm(string Text, string Address, string Hint);
