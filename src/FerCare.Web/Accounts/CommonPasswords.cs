using System.IO.Compression;
using FerCare.Clinic.Access;
using Microsoft.AspNetCore.Identity;

namespace FerCare.Web.Accounts;

/// <summary>
/// Refuses the passwords that are tried first: 11,611 well-known ones (those with 8 characters or more of the list in zxcvbn 4.4.2), words of
/// this place, repetitions, rows of keys, and the person's own names.
/// </summary>
public sealed class CommonPasswords : IPasswordValidator<StaffAccount>
{
    private static readonly Lazy<HashSet<string>> Tried = new(Read);

    // Short words that people decorate to reach the length, and the words of this program and place.
    private static readonly string[] WellKnown =
    [
        "password", "passwort", "passw0rd", "p@ssw0rd", "p@ssword", "welcome", "willkommen", "letmein", "iloveyou", "sunshine", "princess", "football",
        "baseball", "superman", "trustno1", "starwars", "computer", "internet", "michelle", "jennifer", "whatever", "dragon", "monkey", "shadow", "master",
        "changeme", "secret", "default", "administrator", "admin", "clinician", "clinic", "hospital", "fercare", "qwerty", "qwertz", "azerty", "asdfgh",
        "yxcvbn", "zxcvbn", "abcdefgh", "abc123", "1q2w3e4r", "123456", "1234567", "12345678", "123456789", "1234567890", "987654321", "87654321", "11111111", "00000000",
    ];

    public Task<IdentityResult> ValidateAsync(UserManager<StaffAccount> manager, StaffAccount user, string? password) => Task.FromResult(
        IsCommon(password ?? "", user) ? IdentityResult.Failed(new IdentityError { Code = "CommonPassword", Description = "That password is among the first that would be tried. Choose another; a sentence of your own is good." })
            : IdentityResult.Success);

    private static bool IsCommon(string password, StaffAccount user)
    {
        // What remains after the usual decoration (digits and signs at both ends) must not be a well-known word.
        var lower = password.ToLowerInvariant();
        var bare = lower.Trim([.. "0123456789!?.,-_#$*+@ "]);
        return password.Distinct().Count() < 4
            || WellKnown.Contains(lower) || WellKnown.Contains(bare) || Tried.Value.Contains(lower) || Tried.Value.Contains(bare)
            || string.Equals(bare, user.UserName, StringComparison.OrdinalIgnoreCase)
            || string.Equals(bare, user.DisplayName, StringComparison.OrdinalIgnoreCase);
    }

    private static HashSet<string> Read()
    {
        using var list = new StreamReader(new GZipStream(typeof(CommonPasswords).Assembly.GetManifestResourceStream("common-passwords")!, CompressionMode.Decompress));
        return [.. list.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries)];
    }
}
