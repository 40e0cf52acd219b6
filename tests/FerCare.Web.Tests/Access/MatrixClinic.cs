using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using FerCare.Clinic.Access;
using FerCare.Clinic.Instruments;
using FerCare.Clinic.Joining;
using FerCare.Clinic.Patients;
using FerCare.Clinic.Sessions;
using FerCare.Web.Tests.Capture;
using FerCare.Web.Tests.Instruments;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace FerCare.Web.Tests.Access;

/// <summary>The records of one patient, and the words that appear wherever they are shown.</summary>
internal sealed record Records(CareScope Team, string Name, string RecordNumber, Guid Patient, Guid Session, Guid Form);

/// <summary>A running clinic of two teams with a patient each, and the six who call it.</summary>
internal sealed partial class MatrixClinic : IAsyncDisposable
{
    private readonly Dictionary<Caller, string> cookies = [];
    private readonly Dictionary<Caller, (string User, string Page)> staff = [];
    private readonly Dictionary<Owner, Records> records = [];
    private readonly List<HttpClient> clients = [];
    private int turn;

    private MatrixClinic(RunningApp app)
    {
        App = app;
        // Each from an address of its own in turn: how often one address may try is another matter.
        for (var i = 1; i <= 100; i++) clients.Add(From(new IPEndPoint(IPAddress.Parse($"127.0.1.{i}"), 0), app.Address));
    }

    public RunningApp App { get; }

    public static async Task<MatrixClinic> OpenAsync(Action<WebApplicationBuilder>? adjust = null)
    {
        var clinic = new MatrixClinic(await RunningApp.StartAsync(builder =>
        {
            builder.Configuration["Limits:TokensPerPerson"] = builder.Configuration["Limits:TokensPerAddress"] = "1000000";
            builder.Configuration["EmergencyAccess:TriesPerHour"] = "1000000";
            builder.Configuration["Capture:JoinsPerMinute"] = "1000000";
            adjust?.Invoke(builder);
        }));
        await clinic.App.UsePhqAsync();
        await clinic.App.HireAsync("matrix.admin", null, Roles.Administrator);
        clinic.cookies[Caller.Stranger] = "";
        await clinic.SignInAsync(Caller.Administrator, "matrix.admin", "/accounts");
        await clinic.AdmitAsync(Owner.A, Caller.TeamA, Caller.PatientA);
        await clinic.AdmitAsync(Owner.B, Caller.TeamB, Caller.PatientB);
        return clinic;
    }

    public Records Of(Owner owner) => records[owner];

    public string CookiesOf(Caller caller) => cookies[caller];

    /// <summary>The line's address with the ids of one patient's records.</summary>
    public string Fill(string route, Owner owner) => Parameter().Replace(route, found =>
    {
        var of = records.GetValueOrDefault(owner);
        var folder = route[..found.Index];
        return folder switch
        {
            "/" => "no-such-file.txt",
            "/patients/" => $"{of?.Patient ?? Guid.NewGuid()}",
            "/sessions/" => $"{of?.Session ?? Guid.NewGuid()}",
            _ when folder.EndsWith("/export/", StringComparison.Ordinal) => "json",
            "/api/v1/sessions/" => $"{of?.Session ?? Guid.NewGuid()}",
            "/exports/" => $"{Guid.NewGuid()}", // whose archive it is has a test of its own
            "/forms/" => $"{of?.Form ?? Guid.NewGuid()}",
            _ => throw new NotSupportedException($"Access matrix: teach this test whose id stands in {route}."),
        };
    });

    /// <summary>One call, posts with the antiforgery token of a page this caller may open, and what became of it.</summary>
    public async Task<(Outcome Outcome, string Body)> CallAsync(string method, string route, Caller caller, Owner owner, bool withToken = true)
    {
        var address = Fill(route, owner);
        var cookie = cookies[caller];
        if (method == "POST" && IsOwn(route) && caller is Caller.PatientA or Caller.PatientB)
        {
            // A post of a patient may end their session, so it is one made for it.
            using var patient = await ReadyAsync(caller == Caller.PatientA ? Owner.A : Owner.B);
            cookie = patient.Browser.Cookies.GetCookieHeader(App.Address);
        }

        using var request = new HttpRequestMessage(new HttpMethod(method == "ANY" ? "GET" : method), address);
        if (cookie.Length > 0) request.Headers.Add("Cookie", cookie);
        if (method == "POST")
        {
            var fields = new Dictionary<string, string>();
            if (withToken)
            {
                var (page, given) = await TokenPageAsync(route, address, cookie);
                request.Headers.Remove("Cookie");
                if (given.Length > 0) request.Headers.Add("Cookie", given);
                if (Token().Match(page) is { Success: true } token) fields["__RequestVerificationToken"] = WebUtility.HtmlDecode(token.Groups[1].Value);
                if (Handler().Match(page) is { Success: true } handler) fields["_handler"] = WebUtility.HtmlDecode(handler.Groups[1].Value);
            }

            request.Content = new FormUrlEncodedContent(fields);
        }

        using var answer = await clients[turn++ % clients.Count].SendAsync(request, TestContext.Current.CancellationToken);
        var body = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        // Signing out makes every copy of the cookie useless.
        if (route == "/sign-out" && staff.TryGetValue(caller, out var person)) await SignInAsync(caller, person.User, person.Page);
        // What became of a link is told with a status of its own, to everybody.
        var isNotice = address.StartsWith("/join/", StringComparison.Ordinal) && body.Contains("data-testid=\"notice-", StringComparison.Ordinal);
        return (isNotice ? Outcome.Allowed : Judge(answer, method, $"{method} {address} by {caller}"), body);
    }

    /// <summary>A patient who has consented, in a session of their own.</summary>
    public async Task<PatientSide> ReadyAsync(Owner owner)
    {
        var of = records[owner];
        var session = await App.PlanAsync(of.Team, of.Patient);
        var link = await App.Services.GetRequiredService<JoinLinks>().IssueAsync(of.Team, session.Id);
        var patient = new PatientSide(App, of.Team, session, link.Token);
        (await patient.RedeemAsync()).ShouldBe("/session");
        await App.Services.GetRequiredService<ConsentLedger>().GiveAsync(session.Id, ConsentText.Current);
        await patient.Browser.ReadAsync("/session"); // for the antiforgery cookie
        return patient;
    }

    public async ValueTask DisposeAsync()
    {
        clients.ForEach(c => c.Dispose());
        await App.DisposeAsync();
    }

    // The patient's own pages know them by another cookie than the rest of the app does, and a token belongs to who it was given to.
    private async Task<(string Page, string Cookie)> TokenPageAsync(string route, string address, string cookie)
    {
        var own = IsOwn(route);
        foreach (var path in own ? (string[])["/session"] : [address, "/join"])
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            if (cookie.Length > 0) request.Headers.Add("Cookie", cookie);
            using var answer = await clients[0].SendAsync(request, TestContext.Current.CancellationToken);
            var page = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            if (!answer.IsSuccessStatusCode || !Token().IsMatch(page)) continue;
            var set = answer.Headers.TryGetValues("Set-Cookie", out var given) ? string.Join("; ", given.Select(c => c.Split(';')[0])) : "";
            return (page, string.Join("; ", ((string[])[cookie, set]).Where(c => c.Length > 0)));
        }

        return ("", cookie);
    }

    private static bool IsOwn(string route) => route == "/session" || route.StartsWith("/session/", StringComparison.Ordinal);

    private static Outcome Judge(HttpResponseMessage answer, string method, string call)
    {
        var to = answer.Headers.Location?.ToString() ?? "";
        if (to.Contains("/sign-in?returnUrl", StringComparison.OrdinalIgnoreCase) || to.EndsWith("/join/not-joined", StringComparison.Ordinal)) return Outcome.SignIn;
        return (int)answer.StatusCode switch
        {
            >= 200 and < 400 => Outcome.Allowed,
            // A line of a hub was reached, and expects more than a plain request.
            400 or 405 when method == "ANY" => Outcome.Allowed,
            400 => Outcome.NoForm,
            401 => Outcome.SignIn,
            403 => Outcome.Refused,
            404 => Outcome.NotFound,
            _ => throw new InvalidOperationException($"{call}: expected an outcome of the matrix, found status {(int)answer.StatusCode}."),
        };
    }

    private async Task AdmitAsync(Owner owner, Caller clinician, Caller patient)
    {
        var user = $"matrix.team.{owner}".ToLowerInvariant();
        var scope = await App.HireAsync(user, $"Matrix team {owner}");
        var (name, number) = ($"Canary name {owner}", $"CANARY-{owner}");
        var register = App.Services.GetRequiredService<PatientRegister>();
        var id = await register.CreateAsync(scope, new NewPatient((await register.TeamsAsync(scope)).Single().Id, name, number, null));
        var session = await App.HoldAsync(scope, id);
        var entry = App.Services.GetRequiredService<FormEntry>();
        var form = await entry.StartAsync(scope, id, "phq-9", null, TestContext.Current.CancellationToken);
        records[owner] = new Records(scope, name, number, id, session.PublicId, form);
        await SignInAsync(clinician, user, "/");
        using var side = await ReadyAsync(owner);
        cookies[patient] = side.Browser.Cookies.GetCookieHeader(App.Address);
    }

    private async Task SignInAsync(Caller caller, string user, string page)
    {
        using var browser = await App.SignedInAsync(user);
        await browser.ReadAsync(page);
        staff[caller] = (user, page);
        cookies[caller] = browser.Cookies.GetCookieHeader(App.Address);
    }

    private static HttpClient From(IPEndPoint here, Uri address) => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false, UseCookies = false,
        ConnectCallback = async (context, cancel) =>
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            socket.Bind(here);
            await socket.ConnectAsync(context.DnsEndPoint, cancel);
            return new NetworkStream(socket, ownsSocket: true);
        },
    }) { BaseAddress = address };

    [GeneratedRegex(@"\{[^}]+\}")]
    private static partial Regex Parameter();

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"([^\"]+)\"")]
    private static partial Regex Token();

    [GeneratedRegex("name=\"_handler\" value=\"([^\"]+)\"")]
    private static partial Regex Handler();
}
