using System.Net;
using System.Text.RegularExpressions;

namespace FerCare.Bench;

/// <summary>Reads pages as a signed-in person's browser does, without scripts.</summary>
internal sealed partial class SignedInReader : IDisposable
{
    private readonly HttpClient http;

    private SignedInReader(Uri address) => http = new(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = address };

    /// <summary>Signs in through the page.</summary>
    public static async Task<SignedInReader> EnterAsync(Uri address, string userName, string password)
    {
        var reader = new SignedInReader(address);
        var page = await reader.http.GetStringAsync("/sign-in");
        using var answer = await reader.http.PostAsync("/sign-in", new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["Given.UserName"] = userName, ["Given.Password"] = password,
            ["__RequestVerificationToken"] = WebUtility.HtmlDecode(Token().Match(page).Groups[1].Value),
            ["_handler"] = WebUtility.HtmlDecode(Handler().Match(page).Groups[1].Value),
        }));
        return answer.StatusCode == HttpStatusCode.Redirect ? reader : throw new InvalidOperationException($"Sign-in: expected a redirect, found {answer.StatusCode}.");
    }

    public Task<string> ReadAsync(string path, CancellationToken cancel = default) => http.GetStringAsync(path, cancel);

    public void Dispose() => http.Dispose();

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"([^\"]+)\"")]
    private static partial Regex Token();

    [GeneratedRegex("name=\"_handler\" value=\"([^\"]+)\"")]
    private static partial Regex Handler();
}
