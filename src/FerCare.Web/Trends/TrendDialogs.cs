using FerCare.Clinic.Access;
using FerCare.Clinic.Sessions;
using Microsoft.Extensions.Localization;
using MudBlazor;

namespace FerCare.Web.Trends;

/// <summary>Opens the dialog for a new baseline, and says what became of it.</summary>
public sealed class TrendDialogs(IDialogService dialogs, ISnackbar messages, IStringLocalizer words)
{
    private static readonly DialogOptions Options = new() { MaxWidth = MaxWidth.Small, FullWidth = true, CloseOnEscapeKey = true };

    /// <summary>Asks for the reason and takes the baseline anew; false if it was cancelled.</summary>
    public async Task<bool> ResetAsync(CareScope scope, Guid patient, SessionContext context)
    {
        var given = new DialogParameters<ResetBaselineDialog> { { d => d.Scope, scope }, { d => d.Patient, patient }, { d => d.Context, context } };
        var dialog = await dialogs.ShowAsync<ResetBaselineDialog>(words["New baseline"], given, Options);
        if (await dialog.Result is not { Canceled: false }) return false;
        messages.Add(words["The next valid sessions make the new baseline."].Value, Severity.Success);
        return true;
    }
}
