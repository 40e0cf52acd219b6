namespace FerCare.Web.Accounts;

/// <summary>What became of an attempt.</summary>
public enum SignInStep
{
    /// <summary>Something was wrong, or the account is locked; which of them is not told.</summary>
    Refused,

    /// <summary>Too many failures from this address.</summary>
    TooMany,

    /// <summary>Password or code came too late: the first page again.</summary>
    Expired,

    /// <summary>The password was right; the code of the second factor comes next.</summary>
    CodeNeeded,

    /// <summary>The password was right; the account has no second factor yet and needs one.</summary>
    EnrolmentNeeded,

    SignedIn,
}

/// <summary>What became of an attempt, and what the person may do where they are signed in now.</summary>
/// <param name="RecoveryCodes">Shown once, after enrolment.</param>
public sealed record SignInOutcome(SignInStep Step, IReadOnlyList<string> Roles, IReadOnlyList<string> RecoveryCodes)
{
    public static SignInOutcome Of(SignInStep step) => new(step, [], []);

    /// <summary>Where the person goes: only a path of this app, "//elsewhere" and "/\elsewhere" would leave it.</summary>
    public string Landing(string? returnUrl)
    {
        if (returnUrl is ['/', not ('/' or '\\'), ..]) return returnUrl;
        return Roles.Contains(Clinic.Access.Roles.Clinician) ? "/" : "/accounts";
    }
}
