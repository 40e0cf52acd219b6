using FerCare.Clinic.Access;
using FerCare.Clinic.Instruments;
using FerCare.Web.Languages;
using Microsoft.Extensions.Localization;
using MudBlazor;

namespace FerCare.Web.Instruments;

/// <summary>Opens the dialogs around questionnaires, and says what became of them.</summary>
public sealed class FormDialogs(IDialogService dialogs, ISnackbar messages, IStringLocalizer words)
{
    private static readonly DialogOptions Options = new() { MaxWidth = MaxWidth.Small, FullWidth = true, CloseOnEscapeKey = true };

    /// <summary>Raised on this person's page when they have acknowledged an alert, so that lists beside the banner follow.</summary>
    public event Action? Acknowledged;

    /// <summary>Asks for the note and acknowledges; nothing happens if it was cancelled.</summary>
    public async Task AcknowledgeAsync(CareScope scope, SafetyAlertRow alert)
    {
        var given = new DialogParameters<AcknowledgeDialog> { { d => d.Scope, scope }, { d => d.Alert, alert } };
        var dialog = await dialogs.ShowAsync<AcknowledgeDialog>(words["Acknowledge"], given, Options);
        if (await dialog.Result is not { Canceled: false, Data: bool first }) return;
        Acknowledged?.Invoke();
        if (first) messages.Add(words["Alert of {0} acknowledged.", words.Opened(alert.PatientName)], Severity.Success);
        else messages.Add(words["A colleague had acknowledged this alert before; their note stands."], Severity.Info);
    }

    /// <summary>Asks which questionnaires a session's patient is to fill in; nothing happens if it was cancelled.</summary>
    public async Task ChooseAsync(CareScope scope, Guid session, IReadOnlyList<PlannedFormRow> planned)
    {
        var given = new DialogParameters<ChooseFormsDialog> { { d => d.Scope, scope }, { d => d.Session, session }, { d => d.Planned, planned } };
        var dialog = await dialogs.ShowAsync<ChooseFormsDialog>(words["Questionnaires"], given, Options);
        await dialog.Result;
    }
}
