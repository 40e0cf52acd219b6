using Microsoft.Extensions.Localization;

namespace FerCare.Web.Accounts;

/// <summary>What a person reads who gave a wrong password or code for a change of their own account; which of the two is not told.</summary>
public static class WrongAgain
{
    public static string Words(bool withCode, IStringLocalizer words) => withCode
        ? words["Password or code is not right, the code was used before, or the account is locked for a few minutes after repeated failures. Your authenticator shows a new code every 30 seconds."]
        : words["The password is not right, or the account is locked for a few minutes after repeated failures."];
}
