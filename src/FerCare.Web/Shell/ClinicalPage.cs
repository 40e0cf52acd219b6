using FerCare.Clinic.Access;
using FerCare.Clinic.Audit;
using FerCare.Web.Accounts;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;

namespace FerCare.Web.Shell;

/// <summary>A page on clinical data: knows on whose behalf it asks, stops asking when it is left, and writes each view down once.</summary>
public abstract class ClinicalPage : ComponentBase, IDisposable
{
    private readonly CancellationTokenSource leaving = new();

    protected ClinicalPage() => Left = leaving.Token;

    [Inject]
    protected NavigationManager Navigation { get; set; } = default!;

    [Inject]
    protected AuditTrail Audit { get; set; } = default!;

    [Inject]
    protected TimeProvider Time { get; set; } = default!;

    /// <summary>The subject whose view was recorded while the page was drawn on the server first, so that the live page does not record it again.</summary>
    [PersistentState]
    public string? Recorded { get; set; }

    [CascadingParameter]
    private Task<AuthenticationState> SignedIn { get; set; } = default!;

    /// <summary>Cancelled when the page is left; may be asked for afterwards, too.</summary>
    protected CancellationToken Left { get; }

    /// <summary>The care teams of the signed-in person.</summary>
    protected async Task<CareScope> ScopeAsync() => (await SignedIn).User.CareScope();

    /// <summary>Records that this person looked at a subject.</summary>
    protected Task RecordViewAsync(AuditAction view, string kind, string subject) => RecordViewsAsync(view, kind, [subject]);

    /// <summary>Records that this person looked at several subjects at once: one entry each.</summary>
    protected async Task RecordViewsAsync(AuditAction view, string kind, IReadOnlyList<string> subjects)
    {
        var all = string.Join(' ', subjects);
        if (Recorded == all) return;
        foreach (var subject in subjects) await Audit.RecordAsync(new AuditEntry(view, (await ScopeAsync()).StaffId, kind, subject), Left);
        // Not before: what could not be written down is not shown, at the next try either.
        Recorded = all;
    }

    /// <summary>An instant on the clinic's clock.</summary>
    protected DateTimeOffset Local(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, Time.LocalTimeZone);

    public void Dispose()
    {
        leaving.Cancel();
        leaving.Dispose();
        Leave();
        GC.SuppressFinalize(this);
    }

    /// <summary>Ends what the page subscribed to.</summary>
    protected virtual void Leave()
    {
    }
}
