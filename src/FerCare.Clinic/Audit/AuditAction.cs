namespace FerCare.Clinic.Audit;

/// <summary>What was done. Stored by name.</summary>
public enum AuditAction
{
    SignIn,
    SignInFailed,
    SignOut,
    CreateAccount,
    CreateCareTeam,
    ChangeCareTeam,
    ViewPatient,
    CreatePatient,
    ViewSession,
    CreateSession,
    EndSession,
    IssueLink,
    RevokeLink,
    RedeemLink,
    RefuseLink,
    GiveConsent,
    WithdrawConsent,
    Export,
    ReviewFinding,
    ResetBaseline,
    MarkContext,
}
