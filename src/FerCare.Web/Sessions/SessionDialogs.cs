using FerCare.Clinic.Access;
using FerCare.Clinic.Joining;
using FerCare.Clinic.Sessions;
using FerCare.Web.Languages;
using FerCare.Web.Patients;
using Microsoft.Extensions.Localization;
using MudBlazor;

namespace FerCare.Web.Sessions;

/// <summary>Opens the dialogs that several pages share, and says what became of them.</summary>
public sealed class SessionDialogs(IDialogService dialogs, ISnackbar messages, Invitations invitations, SessionSchedule schedule, IStringLocalizer words, TimeProvider time)
{
    private static readonly DialogOptions Options = new() { MaxWidth = MaxWidth.Small, FullWidth = true, CloseOnEscapeKey = true };

    private bool opening;

    /// <summary>Admits a patient; the id, or null if it was cancelled.</summary>
    public async Task<Guid?> NewPatientAsync(CareScope scope) =>
        await OnceAsync(async () => await dialogs.ShowAsync<NewPatientDialog>(words["New patient"], new DialogParameters<NewPatientDialog> { { d => d.Scope, scope } }, Options)) is { } dialog
            ? (await dialog.Result)?.Data as Guid? : null;

    /// <summary>Plans a session; null if it was cancelled.</summary>
    /// <param name="patientId">The patient it is for; null lets the person choose.</param>
    public async Task<SessionRow?> NewSessionAsync(CareScope scope, Guid? patientId = null)
    {
        var given = new DialogParameters<NewSessionDialog> { { d => d.Scope, scope }, { d => d.PatientId, patientId } };
        if (await OnceAsync(async () => await dialogs.ShowAsync<NewSessionDialog>(words["New session"], given, Options)) is not { } dialog) return null;
        var created = (await dialog.Result)?.Data as SessionRow;
        if (created is not null)
            messages.Add(words["Session with {0} planned for {1}.", words.Opened(created.PatientName), TimeZoneInfo.ConvertTime(created.ScheduledAt, time.LocalTimeZone).ToString(words["d MMMM, HH:mm"])], Severity.Success);
        return created;
    }

    /// <summary>Asks before something that cannot be undone.</summary>
    public async Task<bool> ConfirmAsync(string question, string consequence, string yes)
    {
        var given = new DialogParameters<ConfirmDialog> { { d => d.Question, question }, { d => d.Consequence, consequence }, { d => d.Yes, yes } };
        var dialog = await dialogs.ShowAsync<ConfirmDialog>(question, given, Options);
        return await dialog.Result is { Canceled: false };
    }

    /// <summary>Removes a planned session that nobody has come to, once the person has confirmed it.</summary>
    public async Task RemoveAsync(CareScope scope, SessionRow session)
    {
        if (!await ConfirmAsync(words["Remove this planned session?"], words["Its join link and its planned questionnaires go with it. That it was planned and removed stays in the audit trail."], words["Remove session"])) return;
        try
        {
            await schedule.RemoveAsync(scope, session.PublicId);
            messages.Add(words["The session was removed."], Severity.Success);
        }
        catch (CourseRefusedException)
        {
            messages.Add(words["Somebody has opened the link to this session, so it stays."], Severity.Warning);
        }
        catch (OutsideCareTeamException)
        {
            // Removed by somebody else meanwhile: the list shows what there is.
        }
    }

    /// <summary>Issues a link and shows it, this once. Asks before, where it would end the page of somebody who has joined.</summary>
    public async Task JoinLinkAsync(CareScope scope, SessionRow session)
    {
        // Looked up anew: the patient may have come since the page was drawn.
        if (await schedule.FindAsync(scope, session.PublicId) is not { } now) return;
        if (!now.State.IsOver() && EndsWhosePage(now) is { } whose && !await ConfirmAsync(words["Issue a new join link?"], whose, words["Issue a new link"])) return;
        if (await OnceAsync(() => IssueAsync(scope, now)) is { } dialog) await dialog.Result;
    }

    private async Task<IDialogReference?> IssueAsync(CareScope scope, SessionRow session)
    {
        IssuedLink link;
        try
        {
            link = await invitations.IssueAsync(scope, session.Id);
        }
        catch (CourseRefusedException)
        {
            messages.Add(words["This session is over, so it takes no more links."], Severity.Warning);
            return null;
        }
        catch (OutsideCareTeamException)
        {
            // Removed by somebody else while the question stood there.
            return null;
        }

        var given = new DialogParameters<JoinLinkDialog> { { d => d.Session, session }, { d => d.Link, link } };
        return await dialogs.ShowAsync<JoinLinkDialog>(words["Join link"], given, Options);
    }

    // A second click comes before the first has drawn its dialog: it would open another, and a second join link ends the first.
    private async Task<IDialogReference?> OnceAsync(Func<Task<IDialogReference?>> open)
    {
        if (opening) return null;
        opening = true;
        try
        {
            return await open();
        }
        finally
        {
            opening = false;
        }
    }

    private string? EndsWhosePage(SessionRow session) =>
        session.State.IsUnderWay() ? words["The session runs. A new link ends the patient's page at once, and reading stops until they come back with the new link."]
        : session.HasJoined ? words["The patient has opened the link already. A new one ends their page at once, also in the midst of a questionnaire; they go on only with the new link."].Value : null;
}
