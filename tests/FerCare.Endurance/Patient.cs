using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using FerCare.Clinic.Access;
using FerCare.Clinic.Joining;
using FerCare.Clinic.Patients;
using FerCare.Clinic.Sessions;
using FerCare.Web.Accounts;
using FerCare.Web.Capture;
using FerCare.Web.Tests;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;

namespace FerCare.Endurance;

/// <summary>A patient at their device for minutes or hours: keeps nothing that grows, and comes back whenever the line is lost.</summary>
internal sealed class Patient : IAsyncDisposable
{
    private const int MostDelays = 20_000;
    private static readonly TimeSpan Frame = TimeSpan.FromMilliseconds(100);
    private readonly Browser browser;
    private readonly HubConnection hub;
    private readonly Queue<double> delays = new();
    private readonly long[] sentAt = new long[1024];
    private long sequence, acknowledged;
    private int linesLost;

    private Patient(Browser browser, Uri address, CareScope scope, SessionRow session)
    {
        (this.browser, Scope, Session) = (browser, scope, session);
        hub = new HubConnectionBuilder().WithUrl(new Uri(address, CaptureHub.Address), options =>
        {
            options.Cookies = browser.Cookies;
            options.SkipNegotiation = true;
            options.Transports = HttpTransportType.WebSockets;
        // As the page does; without it the server takes a page that sends nothing for ten seconds as gone.
        }).WithKeepAliveInterval(TimeSpan.FromSeconds(4)).WithAutomaticReconnect(new AlwaysAgain()).AddMessagePackProtocol().Build();
        hub.On<long, int>("Ack", (number, _) => Acknowledge(number));
        hub.Reconnecting += _ =>
        {
            Interlocked.Increment(ref linesLost);
            return Task.CompletedTask;
        };
    }

    public CareScope Scope { get; }

    public SessionRow Session { get; }

    public HubConnection Hub => hub;

    public long Sent => Interlocked.Read(ref sequence);

    /// <summary>How often the line went down and was made again.</summary>
    public int LinesLost => Volatile.Read(ref linesLost);

    public long Acknowledged => Interlocked.Read(ref acknowledged);

    /// <summary>Plans a session for a new patient; the link that leads to it.</summary>
    public static async Task<(CareScope Scope, SessionRow Session, string Token)> PlanAsync(IServiceProvider services)
    {
        var (id, problems) = await services.GetRequiredService<StaffRegister>().CreateAsync(
            new NewAccount($"clinician{Guid.NewGuid():N}"[..20], "Sample clinician", RunningApp.Password, [Roles.Clinician]), actor: null);
        var scope = new CareScope(id ?? throw new InvalidOperationException(string.Join(" ", problems)));
        var teams = services.GetRequiredService<CareTeams>();
        await teams.JoinAsync(await teams.CreateAsync($"Team {id}", actor: null), scope.StaffId, actor: null);
        var register = services.GetRequiredService<PatientRegister>();
        var patient = await register.CreateAsync(scope, new NewPatient((await register.TeamsAsync(scope)).Single().Id, "Sample patient", $"N-{id:N}"[..20], null));
        var session = await services.GetRequiredService<SessionSchedule>().CreateAsync(scope, patient, SessionContext.Rest, DateTimeOffset.UnixEpoch);
        return (scope, session, (await services.GetRequiredService<JoinLinks>().IssueAsync(scope, session.Id)).Token);
    }

    /// <summary>Opens the link, consents, and begins the session.</summary>
    public static async Task<Patient> BeginAsync(Uri address, (CareScope Scope, SessionRow Session, string Token) planned)
    {
        var browser = new Browser(address);
        (await browser.PostFormAsync("/join", new Dictionary<string, string> { ["token"] = planned.Token }, "/join/redeem")).Dispose();
        using (var consented = await browser.PostFormAsync("/session?at=consent",
            new Dictionary<string, string> { ["agree"] = "yes", ["version"] = ConsentText.Current.Version }, "/session/consent"))
            consented.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        var patient = new Patient(browser, address, planned.Scope, planned.Session);
        await patient.hub.StartAsync();
        (await patient.hub.InvokeAsync<bool>("Begin")).ShouldBeTrue();
        return patient;
    }

    /// <summary>Sends ten frames a second until told to stop; while the line is down they are left out, as a camera's are.</summary>
    public async Task StreamAsync(Func<TimeSpan, byte[]> frame, CancellationToken stop)
    {
        var began = Stopwatch.GetTimestamp();
        for (var number = 0L; !stop.IsCancellationRequested; number++)
        {
            var due = Frame * number - Stopwatch.GetElapsedTime(began);
            if (due > TimeSpan.Zero) await Task.Delay(due, CancellationToken.None);
            if (hub.State != HubConnectionState.Connected) continue;
            try
            {
                await SendAsync(frame(Stopwatch.GetElapsedTime(began)));
            }
            catch (Exception e) when (e is InvalidOperationException or OperationCanceledException or IOException)
            {
                // The line went down at this moment.
            }
        }
    }

    public Task SendAsync(byte[] encoded)
    {
        var number = Interlocked.Increment(ref sequence);
        Volatile.Write(ref sentAt[number % sentAt.Length], Stopwatch.GetTimestamp());
        return hub.SendAsync("Frame", number, Stopwatch.GetTimestamp() * 1000.0 / Stopwatch.Frequency, encoded);
    }

    public async Task FinishAsync()
    {
        using var answer = await browser.PostFormAsync("/session", new Dictionary<string, string>(), "/session/finish");
        answer.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
    }

    /// <summary>Milliseconds from sending to acknowledgement that a share of the frames stayed under since the last call.</summary>
    public IReadOnlyList<double> TakeDelays()
    {
        lock (delays)
        {
            double[] taken = [.. delays];
            delays.Clear();
            return taken;
        }
    }

    public static double Percentile(IEnumerable<double> values, double share)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length == 0 ? 0 : sorted[Math.Min(sorted.Length - 1, (int)(share * sorted.Length))];
    }

    /// <summary>An address that nobody listens on, of a port below those that systems give to whoever asks for any: it stays free while a server is away.</summary>
    public static Uri FreeAddress()
    {
        while (true)
        {
            var address = new Uri($"http://127.0.0.1:{RandomNumberGenerator.GetInt32(20_000, 32_000)}");
            if (IsFree(address)) return address;
        }
    }

    /// <summary>Whether a server could listen there now.</summary>
    public static bool IsFree(Uri address)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, address.Port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await hub.DisposeAsync();
        browser.Dispose();
    }

    private void Acknowledge(long number)
    {
        Interlocked.Increment(ref acknowledged);
        var delay = Stopwatch.GetElapsedTime(Volatile.Read(ref sentAt[number % sentAt.Length])).TotalMilliseconds;
        lock (delays)
        {
            delays.Enqueue(delay);
            if (delays.Count > MostDelays) delays.Dequeue();
        }
    }

    private sealed class AlwaysAgain : IRetryPolicy
    {
        public TimeSpan? NextRetryDelay(RetryContext retryContext) => TimeSpan.FromMilliseconds(200);
    }
}
