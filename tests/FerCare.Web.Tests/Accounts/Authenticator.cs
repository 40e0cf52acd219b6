using System.Net;
using System.Text.RegularExpressions;
using FerCare.Web.Accounts;

namespace FerCare.Web.Tests.Accounts;

/// <summary>The telephone of a test: it takes the key from the page and shows codes by the test's clock.</summary>
internal sealed partial class Authenticator(byte[] secret, StandingClock clock)
{
    public byte[] Secret => secret;

    /// <summary>The code it shows now, or shows in so many steps.</summary>
    public string Code(int steps = 0) => OneTimeCode.At(secret, OneTimeCode.StepOf(clock.GetUtcNow()) + steps);

    /// <summary>Reads the key off the enrolment page.</summary>
    public static Authenticator From(string page, StandingClock clock) => new(FromBase32(Key().Match(page).Groups[1].Value.Replace(" ", "")), clock);

    /// <summary>The recovery codes that a page shows.</summary>
    public static string[] RecoveryCodesIn(string page) => [.. RecoveryCode().Matches(page).Select(m => m.Groups[1].Value)];

    /// <summary>Signs in for the first time and enrols.</summary>
    public static async Task<(Authenticator Phone, string[] RecoveryCodes)> EnrolAsync(Browser browser, string userName, StandingClock clock)
    {
        using (var answer = await browser.SignInAsync(userName, RunningApp.Password)) answer.Headers.Location!.ToString().ShouldContain("/sign-in/second-factor");
        var phone = From(await browser.ReadAsync("/sign-in/second-factor"), clock);
        using var enrolled = await browser.PostFormAsync("/sign-in/second-factor", Given(phone.Code()));
        enrolled.StatusCode.ShouldBe(HttpStatusCode.OK);
        return (phone, RecoveryCodesIn(await enrolled.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)));
    }

    public static Dictionary<string, string> Given(string code) => new() { ["Given.Code"] = code };

    private static byte[] FromBase32(string text)
    {
        var bits = string.Concat(text.Select(c => Convert.ToString("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".IndexOf(c), 2).PadLeft(5, '0')));
        return [.. Enumerable.Range(0, bits.Length / 8).Select(i => Convert.ToByte(bits.Substring(i * 8, 8), 2))];
    }

    [GeneratedRegex("data-testid=\"enrolment-key\">([A-Z2-7 ]+)<")]
    private static partial Regex Key();

    [GeneratedRegex("<code>([a-z2-9]{5}-[a-z2-9]{5})</code>")]
    private static partial Regex RecoveryCode();
}
