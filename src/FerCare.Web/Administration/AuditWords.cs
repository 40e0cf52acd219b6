using System.Globalization;
using FerCare.Clinic.Access;
using FerCare.Clinic.Audit;
using Microsoft.Extensions.Localization;

namespace FerCare.Web.Administration;

/// <summary>The audit trail in words for administrators, who see who did what and when, and nothing clinical.</summary>
public static class AuditWords
{
    private static readonly HashSet<string> OfPatients = ["patient", "session", "form", "safety alert"];

    /// <summary>"View patient" for <see cref="AuditAction.ViewPatient"/>.</summary>
    public static string Title(this AuditAction action, IStringLocalizer words) => action switch
    {
        AuditAction.SignIn => words["Sign in"],
        AuditAction.SignInFailed => words["Sign in failed"],
        AuditAction.SignOut => words["Sign out"],
        AuditAction.CreateAccount => words["Create account"],
        AuditAction.CreateCareTeam => words["Create care team"],
        AuditAction.ChangeCareTeam => words["Change care team"],
        AuditAction.ViewPatient => words["View patient"],
        AuditAction.CreatePatient => words["Create patient"],
        AuditAction.ViewTrend => words["View trend"],
        AuditAction.ViewSession => words["View session"],
        AuditAction.CreateSession => words["Create session"],
        AuditAction.EndSession => words["End session"],
        AuditAction.IssueLink => words["Issue link"],
        AuditAction.RevokeLink => words["Revoke link"],
        AuditAction.RedeemLink => words["Redeem link"],
        AuditAction.RefuseLink => words["Refuse link"],
        AuditAction.GiveConsent => words["Give consent"],
        AuditAction.WithdrawConsent => words["Withdraw consent"],
        AuditAction.Export => words["Export"],
        AuditAction.ReviewFinding => words["Review finding"],
        AuditAction.ResetBaseline => words["Reset baseline"],
        AuditAction.MarkContext => words["Mark context"],
        AuditAction.SwitchInstrument => words["Switch instrument"],
        AuditAction.ChangeCrisisText => words["Change crisis text"],
        AuditAction.PlanForms => words["Plan forms"],
        AuditAction.StartForm => words["Start form"],
        AuditAction.CloseForm => words["Close form"],
        AuditAction.ViewForm => words["View form"],
        AuditAction.RaiseAlert => words["Raise alert"],
        AuditAction.EscalateAlert => words["Escalate alert"],
        AuditAction.AcknowledgeAlert => words["Acknowledge alert"],
        AuditAction.Reassess => words["Reassess"],
        AuditAction.SearchAudit => words["Search audit"],
        AuditAction.FindAnchorMissing => words["Find anchor missing"],
        AuditAction.FindRecordsMissing => words["Find records missing"],
        AuditAction.EnrolSecondFactor => words["Enrol second factor"],
        AuditAction.ResetSecondFactor => words["Reset second factor"],
        AuditAction.RenewRecoveryCodes => words["Renew recovery codes"],
        AuditAction.UseRecoveryCode => words["Use recovery code"],
        AuditAction.DisableAccount => words["Disable account"],
        AuditAction.EnableAccount => words["Enable account"],
        AuditAction.ChangePassword => words["Change password"],
        AuditAction.AddPasskey => words["Add passkey"],
        AuditAction.RemovePasskey => words["Remove passkey"],
        AuditAction.ViewToday => words["View today"],
        AuditAction.ViewPatients => words["View patients"],
        AuditAction.OpenEmergencyAccess => words["Open emergency access"],
        AuditAction.RefuseEmergencyAccess => words["Refuse emergency access"],
        AuditAction.CloseEmergencyAccess => words["Close emergency access"],
        AuditAction.AcknowledgeEmergencyAccess => words["Acknowledge emergency access"],
        AuditAction.IssueToken => words["Issue token"],
        AuditAction.RevokeToken => words["Revoke token"],
        AuditAction.ReadByProgram => words["Read by program"],
        AuditAction.ErasePatient => words["Erase patient"],
        AuditAction.EraseSamples => words["Erase samples"],
        AuditAction.EnforceRetention => words["Enforce retention"],
        AuditAction.BackUp => words["Back up"],
        AuditAction.SetMarker => words["Set marker"],
        AuditAction.RemoveMarker => words["Remove marker"],
        AuditAction.ImportRecording => words["Import recording"],
        AuditAction.CancelExport => words["Cancel export"],
        AuditAction.RemoveSession => words["Remove session"],
        _ => throw new ArgumentOutOfRangeException(nameof(action), action, "Expected a known action."),
    };

    /// <summary>What kind of thing a record is about.</summary>
    public static string Kind(string kind, IStringLocalizer words) => kind switch
    {
        "patient" => words["patient"],
        "session" => words["session"],
        "form" => words["form"],
        "safety alert" => words["safety alert"],
        "account" => words["account"],
        "care team" => words["care team"],
        "list" => words["list"],
        "audit trail" => words["audit trail"],
        "emergency access" => words["emergency access"],
        "instrument" => words["instrument"],
        "clinic" => words["clinic"],
        _ => kind,
    };

    /// <summary>What the record says in fixed words, "wrong password" or "Clinician, Administrator"; null where it says anything else, a name or an id.</summary>
    public static string? Known(string text, IStringLocalizer words)
    {
        string?[] each = [.. text.Split(", ").Select(part => Word(part, words))];
        return each.Contains(null) ? null : string.Join(", ", each);
    }

    private static string? Word(string text, IStringLocalizer words) => text switch
    {
        AuditEntry.Patient => words["patient"],
        AuditEntry.Nobody => words["nobody signed in"],
        Roles.Clinician => words["Clinician"],
        Roles.Administrator => words["Administrator"],
        "today" => words["today"],
        "patients" => words["patients"],
        "sessions" => words["sessions"],
        "newest" => words["Newest"],
        "anchor" => words["anchor"],
        "crisis text" => words["crisis text"],
        "restored copy" => words["restored copy"],
        "data" => words["data"],
        "keys" => words["keys"],
        "unknown" => words["unknown"],
        "passkey" => words["with a passkey"],
        "passkey not accepted" => words["passkey not accepted"],
        "no such account" => words["no such account"],
        "wrong password" => words["wrong password"],
        "wrong code" => words["wrong code"],
        "now locked" => words["now locked"],
        "locked" => words["locked"],
        "disabled" => words["disabled"],
        "demonstration" => words["demonstration"],
        "joined" => words["joined"],
        "left" => words["left"],
        "on" => words["on"],
        "off" => words["off"],
        "licence confirmed" => words["licence confirmed"],
        "identified" => words["with names"],
        "de-identified" => words["de-identified"],
        _ => (string?)null,
    };

    /// <summary>The record is about a patient, or may be: its details stay unseen here.</summary>
    public static bool IsOfPatient(this AuditLine line) => line.Pseudonym is not null || OfPatients.Contains(line.SubjectKind);

    /// <summary>The first day in the clinic's time zone as an instant; null where it is no date.</summary>
    public static DateTimeOffset? Midnight(string? day, int daysLater, TimeZoneInfo zone)
    {
        if (!DateOnly.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) || date.Year is < 2000 or > 9000) return null;
        var midnight = date.AddDays(daysLater).ToDateTime(TimeOnly.MinValue);
        return new DateTimeOffset(midnight, zone.GetUtcOffset(midnight));
    }

    /// <summary>The search in one line for its own audit record.</summary>
    public static string Summary(this AuditQuery query) => string.Create(CultureInfo.InvariantCulture,
        $"{query.Person} {query.Action} {query.From:yyyy-MM-dd} {query.Until:yyyy-MM-dd} {query.Subject} {query.Before}").Trim() is { Length: > 0 } summary ? summary : "newest";
}
