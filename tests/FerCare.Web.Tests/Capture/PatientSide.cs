using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using FerCare.Clinic.Access;
using FerCare.Clinic.Joining;
using FerCare.Clinic.Patients;
using FerCare.Clinic.Sessions;
using FerCare.Web.Capture;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;

namespace FerCare.Web.Tests.Capture;

/// <summary>A patient at their device: the link, the forms, and lines to the hub as the page's script opens them.</summary>
public sealed class PatientSide(RunningApp app, CareScope scope, SessionRow session, string token) : IDisposable
{
    public CareScope Scope => scope;

    public SessionRow Session => session;

    public string Token => token;

    public Browser Browser { get; } = app.Browser();

    /// <summary>A clinician has planned a session and sent its link.</summary>
    public static async Task<PatientSide> InvitedAsync(RunningApp app)
    {
        var scope = await app.HireAsync($"clinician{Guid.NewGuid():N}"[..20], "Sample team");
        var register = app.Services.GetRequiredService<PatientRegister>();
        var team = (await register.TeamsAsync(scope)).Single();
        var patient = await register.CreateAsync(scope, new NewPatient(team.Id, "Sample patient", Guid.NewGuid().ToString("N"), null));
        var session = await app.Services.GetRequiredService<SessionSchedule>().CreateAsync(scope, patient, SessionContext.Rest, DateTimeOffset.UnixEpoch);
        var link = await app.Services.GetRequiredService<JoinLinks>().IssueAsync(scope, session.Id);
        return new PatientSide(app, scope, session, link.Token);
    }

    /// <summary>The link is redeemed and consent given.</summary>
    public static async Task<PatientSide> ReadyAsync(RunningApp app)
    {
        var patient = await InvitedAsync(app);
        (await patient.RedeemAsync()).ShouldBe("/session");
        using var consented = await patient.Browser.PostFormAsync("/session?at=consent",
            new Dictionary<string, string> { ["agree"] = "yes", ["version"] = ConsentText.Current.Version }, "/session/consent");
        consented.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        return patient;
    }

    /// <summary>Opens the link; where it leads.</summary>
    public async Task<string?> RedeemAsync(Browser? browser = null, string? other = null)
    {
        using var answer = await (browser ?? Browser).PostFormAsync("/join", new Dictionary<string, string> { ["token"] = other ?? token }, "/join/redeem");
        return answer.Headers.Location?.ToString();
    }

    public async Task PostAsync(string action)
    {
        using var answer = await Browser.PostFormAsync("/session", new Dictionary<string, string>(), action);
        answer.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
    }

    public async Task<Line> ConnectAsync()
    {
        var line = new Line(app.Address, Browser.Cookies);
        await line.Hub.StartAsync(TestContext.Current.CancellationToken);
        return line;
    }

    public void Dispose() => Browser.Dispose();
}

/// <summary>One connection as the page's script makes it.</summary>
public sealed class Line : IAsyncDisposable
{
    private long sequence;

    /// <param name="reconnects">Comes back at once whenever it is closed.</param>
    public Line(Uri address, CookieContainer cookies, bool reconnects = false)
    {
        var builder = new HubConnectionBuilder().WithUrl(new Uri(address, CaptureHub.Address), options =>
        {
            options.Cookies = cookies;
            options.SkipNegotiation = true;
            options.Transports = HttpTransportType.WebSockets;
        }).AddMessagePackProtocol();
        if (reconnects) builder.WithAutomaticReconnect([.. Enumerable.Repeat(TimeSpan.Zero, 20)]);
        Hub = builder.Build();
        Hub.On<long, int>("Ack", (number, rate) => Acknowledged[number] = rate);
        Hub.On<PatientView>("View", Views.Enqueue);
        Hub.On<string>("Over", Dismissals.Enqueue);
    }

    public HubConnection Hub { get; }

    /// <summary>Wanted frame rate by sequence number.</summary>
    public ConcurrentDictionary<long, int> Acknowledged { get; } = new();

    public ConcurrentQueue<PatientView> Views { get; } = new();

    public ConcurrentQueue<string> Dismissals { get; } = new();

    public Task FrameAsync(double captureMs, byte[] encoded) => Hub.SendAsync("Frame", ++sequence, captureMs, encoded);

    public async Task AskAsync(string what) => (await Hub.InvokeAsync<bool>(what)).ShouldBeTrue(what);

    /// <summary>Streams at 25 a second for a time; how many frames were sent.</summary>
    public async Task<int> StreamAsync(TimeSpan length, Func<TimeSpan, byte[]> frame)
    {
        var began = Stopwatch.GetTimestamp();
        var sent = 0;
        while (Stopwatch.GetElapsedTime(began) < length)
        {
            await FrameAsync(Stopwatch.GetTimestamp() * 1000.0 / Stopwatch.Frequency, frame(Stopwatch.GetElapsedTime(began)));
            var due = TimeSpan.FromMilliseconds(40 * ++sent) - Stopwatch.GetElapsedTime(began);
            if (due > TimeSpan.Zero) await Task.Delay(due, TestContext.Current.CancellationToken);
        }

        return sent;
    }

    public ValueTask DisposeAsync() => Hub.DisposeAsync();
}

internal static class Eventually
{
    /// <summary>Waits until something holds; what did not is named.</summary>
    public static Task HoldsAsync(Func<bool> holds, string what, double seconds = 30) => HoldsAsync(() => Task.FromResult(holds()), what, seconds);

    /// <inheritdoc cref="HoldsAsync(Func{bool}, string, double)"/>
    public static async Task HoldsAsync(Func<Task<bool>> holds, string what, double seconds = 30)
    {
        var began = Stopwatch.GetTimestamp();
        while (!await holds())
        {
            Stopwatch.GetElapsedTime(began).TotalSeconds.ShouldBeLessThan(seconds, what);
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }
}
