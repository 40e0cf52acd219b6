using FerCare.Clinic.Access;
using FerCare.Clinic.Findings;
using FerCare.Clinic.Rights;
using FerCare.Clinic.Sealing;
using FerCare.Clinic.Sessions;
using FerCare.Vision.Decoding;
using FerCare.Web.Reporting;
using FerCare.Web.Sessions;
using FerCare.Web.Shell;
using Microsoft.Extensions.Localization;

namespace FerCare.Web.Languages;

/// <summary>
/// Why something was refused, in the reader's language. What is thrown says it in English, for logs and command lines; a page never shows
/// that text as it is.
/// </summary>
public static class RefusedWords
{
    private static readonly IReadOnlyList<Sentence> Known = [.. Instruments(new()), .. Typed(new()), .. Recordings(new()), .. Accounts(new())];

    /// <summary>A refusal as a page shows it: what stands against it, or that it was refused.</summary>
    public static string Refused(this IStringLocalizer words, Exception refused) => refused switch
    {
        // The key of a new patient is a file.
        _ when refused is IOException or UnauthorizedAccessException || refused.IsOfTheDatabase() => words["That could not be done: the server's disk or database takes nothing at the moment. Please try again."],
        OutsideCareTeamException => words["It is not there any more, or it belongs to a care team that you are not in."],
        PatientKeysMissingException => words["Nothing was stored: this patient's key is missing. Until it has been put back from the backup of the keys nothing can be written about them; tell an administrator."],
        FindingChangedException => words["This finding has changed since it was shown. Load the page again and review what stands there now."],
        ErasureNotConfirmedException => words["The record number does not match. Nothing was erased."],
        ErasureRefusedException => words["A session of this patient is under way. End it first; nothing was erased."],
        CourseRefusedException course => words["The session does not allow that now; its state is: {0}.", course.Found.Title(words)],
        ArchiveRefusedException => words["Consent to a session in this file was taken back meanwhile, or you may no longer see it. The file was deleted and not handed out; make it again without that session."],
        FilmRefusedException => words["This film cannot be read. It may be damaged, or of a kind that this server does not know."],
        // An argument's name stands behind the sentence, for those who read the log.
        _ => Find(words, refused.Message.Split(" (Parameter", 2)[0]) ?? words["That was refused. Load the page again and try once more."],
    };

    /// <summary>What stands against an account or a password as it was typed.</summary>
    public static string Refused(this IStringLocalizer words, string problem) => Find(words, problem) ?? problem;

    private static string? Find(IStringLocalizer words, string text)
    {
        foreach (var sentence in Known)
            if (sentence.Parts(text) is { } parts) return words[sentence.English, [.. parts.Select(p => Find(words, p) ?? p)]];
        return null;
    }

    private static Sentence[] Instruments(Sentences words) =>
    [
        words["Instrument: expected one that FerCare can score, found \"{0}\"."],
        words["Instrument: expected one that is switched on, found \"{0}\"."],
        words["Form: expected one that is due in this session now, found \"{0}\"."],
        words["{0}: expected the confirmation that the clinic may use its text, found none."],
        words["{0}: expected its official text as a file of the clinic, found none."],
        words["{0}: expected the clinic's crisis text and telephone number first, found none."],
    ];

    private static Sentence[] Typed(Sentences words) =>
    [
        words["{0}: expected a text, found nothing."],
        words["{0}: expected at most {1} characters, found {2}."],
        words["{0}: expected one line of text, found control characters."],
        words["Note"],
        words["Reason for dismissing"],
        words["Reason for a new baseline"],
    ];

    private static Sentence[] Recordings(Sentences words) =>
    [
        words["Recorded: expected a time that is past, found {0}."],
        words["Consent: expected a time that is past, found {0}."],
        words["Recording: expected pictures, found none."],
        words["Expected a film (mp4, mov, webm, mkv or avi), found something else."],
        words["Expected at most {0} bytes, found more."],
        words["Expected a film of at most {0} minutes, found a longer one."],
    ];

    private static Sentence[] Accounts(Sentences words) =>
    [
        words["Give the name that colleagues see."],
        words["The name may have {0} characters."],
        words["Choose at least one role."],
        words["FerCare is set up already."],
        words["That is not the code this program printed when it started."],
        words["Give the care team a name."],
        words["The new password was not typed the same way twice."],
        words["That is the password you have."],
        words["The password may have {0} characters."],
        words["That password is among the first that would be tried. Choose another; a sentence of your own is good."],
        words["Passwords must be at least {0} characters."],
        words["Username '{0}' is already taken."],
        words["Username '{0}' is invalid, can only contain letters or digits."],
    ];
}
