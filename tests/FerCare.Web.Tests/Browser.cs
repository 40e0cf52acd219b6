using System.Net;
using System.Text.RegularExpressions;

namespace FerCare.Web.Tests;

/// <summary>One person's browser without scripts: keeps cookies, shows redirects, posts forms with the page's own antiforgery token.</summary>
public sealed partial class Browser : IDisposable
{
    private readonly HttpClient http;

    public Browser(Uri address) => http = new(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = Cookies }) { BaseAddress = address };

    /// <summary>What the pages have set, for connections that are not pages.</summary>
    public CookieContainer Cookies { get; } = new();

    public Task<HttpResponseMessage> GetAsync(string path) => http.GetAsync(path, TestContext.Current.CancellationToken);

    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request) => http.SendAsync(request, TestContext.Current.CancellationToken);

    /// <summary>The page's text, whatever its status.</summary>
    public async Task<string> ReadAsync(string path)
    {
        using var answer = await GetAsync(path);
        return await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Opens a page and posts one of its forms back to it, or to <paramref name="action"/>.</summary>
    /// <param name="form">The form's name; null for the first.</param>
    public async Task<HttpResponseMessage> PostFormAsync(string page, IReadOnlyDictionary<string, string> fields, string? action = null, string? form = null)
    {
        var html = await ReadAsync(page);
        var all = new Dictionary<string, string>(fields);
        if (Token().Match(html) is { Success: true } token) all["__RequestVerificationToken"] = WebUtility.HtmlDecode(token.Groups[1].Value);
        if (form is not null) all["_handler"] = form;
        else if (Handler().Match(html) is { Success: true } handler && action is null) all["_handler"] = WebUtility.HtmlDecode(handler.Groups[1].Value);
        return await http.PostAsync(action ?? page, new FormUrlEncodedContent(all), TestContext.Current.CancellationToken);
    }

    public Task<HttpResponseMessage> SignInAsync(string userName, string password) =>
        PostFormAsync("/sign-in", new Dictionary<string, string> { ["Given.UserName"] = userName, ["Given.Password"] = password });

    public void Dispose() => http.Dispose();

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"([^\"]+)\"")]
    private static partial Regex Token();

    [GeneratedRegex("name=\"_handler\" value=\"([^\"]+)\"")]
    private static partial Regex Handler();
}
