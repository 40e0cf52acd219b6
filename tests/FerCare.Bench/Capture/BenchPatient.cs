extern alias web;
using System.Diagnostics;
using System.Net;
using System.Text.RegularExpressions;
using FerCare.Clinic.Joining;
using FerCare.Clinic.Sessions;
using FerCare.Web.Capture;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;

namespace FerCare.Bench.Capture;

/// <summary>One patient's browser: opens the link, agrees, and sends its camera's pictures over a real hub connection as the page's script does.</summary>
internal sealed partial class BenchPatient : IAsyncDisposable
{
    private readonly CookieContainer cookies = new();
    private readonly HttpClient http;
    private readonly HubConnection hub;
    private readonly FrameCredit credit;
    private readonly Lock gate = new();
    private readonly List<double> roundTrips = [];
    private readonly int framesPerSecond;
    private long sequence;
    private long sent;
    private int lowestRate = int.MaxValue;
    private int lastRate, highestRate;

    public BenchPatient(Uri address, int framesPerSecond)
    {
        this.framesPerSecond = framesPerSecond;
        credit = new FrameCredit(framesPerSecond);
        http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = cookies }) { BaseAddress = address };
        hub = new HubConnectionBuilder().WithUrl(new Uri(address, CaptureHub.Address), options =>
        {
            options.Cookies = cookies;
            options.SkipNegotiation = true;
            options.Transports = HttpTransportType.WebSockets;
        }).AddMessagePackProtocol().Build();
        hub.On<long, int>("Ack", Acknowledged);
        hub.On<string>("Over", why => Dismissed ??= why);
    }

    /// <summary>Why the server closed the line; null while it did not.</summary>
    public string? Dismissed { get; private set; }

    /// <summary>The server asks for as many frames as it ever did, or as many as the camera gives.</summary>
    public bool IsAskedForAll => lastRate >= Math.Min(framesPerSecond, highestRate);

    /// <summary>Redeems the link and gives consent through the pages' own forms, then connects.</summary>
    public async Task JoinAsync(string token, CancellationToken cancel)
    {
        await PostAsync("/join", "/join/redeem", new() { ["token"] = token }, cancel);
        await PostAsync("/session?at=consent", "/session/consent", new() { ["agree"] = "yes", ["version"] = ConsentText.Current.Version }, cancel);
        await hub.StartAsync(cancel);
    }

    /// <summary>The camera check is over.</summary>
    public Task<bool> BeginAsync(CancellationToken cancel) => hub.InvokeAsync<bool>("Begin", cancel);

    /// <summary>The camera gives pictures until <paramref name="until"/>; those that credit and wanted rate allow are sent.</summary>
    /// <param name="phase">Part of a frame interval by which this camera's beat is behind, 0..1.</param>
    public async Task StreamAsync(byte[][] pictures, long until, double phase, CancellationToken cancel)
    {
        var interval = Stopwatch.Frequency / (double)framesPerSecond;
        var due = Stopwatch.GetTimestamp() + phase * interval;
        while (due < until && Dismissed is null)
        {
            var wait = (due - Stopwatch.GetTimestamp()) / Stopwatch.Frequency * 1000;
            if (wait > 0.5) await Task.Delay(TimeSpan.FromMilliseconds(wait), cancel);
            var (now, nowMs) = (Stopwatch.GetTimestamp(), NowMs());
            if (Next(nowMs) is { } number) await hub.SendAsync("Frame", number, nowMs, CameraPictures.At(pictures, nowMs), cancel);
            due += interval;
            // A camera gives no picture twice: what was missed is missed.
            while (due < now) due += interval;
        }
    }

    /// <summary>Forgets what was counted so far.</summary>
    public void ForgetCounts()
    {
        lock (gate)
        {
            roundTrips.Clear();
            credit.ForgetCounts();
            sent = 0;
            lowestRate = int.MaxValue;
        }
    }

    /// <summary>What was counted.</summary>
    public PatientCounts Counts()
    {
        lock (gate) return new(sent, credit.NotYetDue, credit.WithoutCredit, lowestRate, [.. roundTrips]);
    }

    public async ValueTask DisposeAsync()
    {
        await hub.DisposeAsync();
        http.Dispose();
    }

    private long? Next(double nowMs)
    {
        lock (gate)
        {
            if (!credit.Allows(nowMs)) return null;
            credit.Sent(++sequence, nowMs);
            sent++;
            return sequence;
        }
    }

    private void Acknowledged(long number, int wantedRate)
    {
        lock (gate)
        {
            lowestRate = Math.Min(lowestRate, wantedRate);
            highestRate = Math.Max(highestRate, lastRate = wantedRate);
            if (credit.Acknowledged(number, wantedRate, NowMs()) is { } roundTrip) roundTrips.Add(roundTrip);
        }
    }

    private async Task PostAsync(string page, string action, Dictionary<string, string> fields, CancellationToken cancel)
    {
        var html = await http.GetStringAsync(page, cancel);
        fields["__RequestVerificationToken"] = WebUtility.HtmlDecode(Token().Match(html).Groups[1].Value);
        using var answer = await http.PostAsync(action, new FormUrlEncodedContent(fields), cancel);
        if (answer.Headers.Location?.ToString() != "/session") throw new InvalidOperationException($"{action}: expected to be led to /session, found status {(int)answer.StatusCode} and {answer.Headers.Location}.");
    }

    private static double NowMs() => Stopwatch.GetTimestamp() * 1000.0 / Stopwatch.Frequency;

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"([^\"]+)\"")]
    private static partial Regex Token();
}

/// <summary>What one patient's side counted.</summary>
/// <param name="LowestRate">Lowest frame rate that an acknowledgement asked for.</param>
internal sealed record PatientCounts(long Sent, long NotYetDue, long WithoutCredit, int LowestRate, IReadOnlyList<double> RoundTripsMs);
