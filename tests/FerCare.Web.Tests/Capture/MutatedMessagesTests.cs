using System.Collections.Concurrent;
using System.Net.WebSockets;
using FerCare.Affect;
using FerCare.Vision;
using FerCare.Web.Capture;
using FerCare.Web.Monitoring;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FerCare.Web.Tests.Capture;

/// <summary>What a page does send, with damage anywhere: a corpus of every kind of message of the protocol, whole and in a row, then mutated.</summary>
public sealed class MutatedMessagesTests
{
    private const int Lines = 120, MessagesOnALine = 12;

    private static readonly byte[] Handshake = [.. "{\"protocol\":\"messagepack\",\"version\":1}"u8, 0x1e];

    /// <summary>Every method of the hub, with what it takes and with what it does not, and every other kind of message that a client may send.</summary>
    private static readonly byte[][] Corpus =
    [
        .. new HubMessage[]
        {
            new InvocationMessage("Frame", [1L, 12.5, CameraFrames.At(TimeSpan.Zero)]),
            new InvocationMessage("Frame", [long.MaxValue, double.NaN, Array.Empty<byte>()]),
            new InvocationMessage("Frame", [-1L, double.NegativeInfinity, null]),
            new InvocationMessage("Frame", ["1", "2", "3"]),
            new InvocationMessage("1", "Begin", []),
            new InvocationMessage("2", "Pause", []),
            new InvocationMessage("3", "Resume", []),
            new InvocationMessage("4", "Hide", []),
            new InvocationMessage("5", "Show", []),
            new InvocationMessage("6", "OnDisconnectedAsync", [null]),
            new StreamInvocationMessage("7", "Frame", [1L, 1.0, new byte[] { 1 }]),
            new StreamItemMessage("7", new byte[] { 1, 2 }),
            new CancelInvocationMessage("7"),
            CompletionMessage.WithError("8", "nothing"),
            PingMessage.Instance,
            new AckMessage(1),
            new SequenceMessage(1),
        }.Select(message => new MessagePackHubProtocol().GetMessageBytes(message).ToArray()),
    ];

    [Fact]
    public async Task Mutated_messages_close_at_most_their_line_and_leave_no_error_of_the_server_behind()
    {
        var errors = new ConcurrentQueue<string>();
        await using var app = await RunningApp.StartAsync(builder =>
        {
            builder.Logging.AddProvider(new Errors(errors));
            builder.Services.AddSingleton<OpenReaders>(() => new OpenReader(
                (_, _, classify, _) => new FaceReading { Width = 1, Height = 1, Faces = 0, Quality = QualityIssue.NoFace, Classified = classify }, null));
        });
        using var neighbour = await PatientSide.ReadyAsync(app);
        await using var line = await neighbour.ConnectAsync();
        using var patient = await PatientSide.ReadyAsync(app);
        var random = new Random(41);

        for (var round = 0; round < Lines; round++)
        {
            using var socket = new ClientWebSocket();
            socket.Options.Cookies = patient.Browser.Cookies;
            await socket.ConnectAsync(new UriBuilder(app.Address) { Scheme = "ws", Path = CaptureHub.Address }.Uri, TestContext.Current.CancellationToken);
            await Record.ExceptionAsync(async () =>
            {
                await SendAsync(socket, Handshake);
                for (var i = 0; i < MessagesOnALine; i++)
                {
                    var message = Corpus[random.Next(Corpus.Length)];
                    await SendAsync(socket, random.Next(3) == 0 ? message : Mutated(message, random));
                }
            });
            socket.Abort();
        }

        await line.FrameAsync(1, [1, 2, 3]);
        await Eventually.HoldsAsync(() => line.Acknowledged.Count == 1, "The neighbour's line is open.");
        await using var again = await patient.ConnectAsync();
        await again.FrameAsync(1, [1, 2, 3]);
        await Eventually.HoldsAsync(() => again.Acknowledged.Count == 1 || !again.Dismissals.IsEmpty, "A proper line of the same patient is answered.");
        errors.ShouldBeEmpty();
    }

    private static byte[] Mutated(byte[] message, Random random)
    {
        var bytes = message.ToList();
        for (var times = random.Next(1, 4); times > 0 && bytes.Count > 0; times--)
        {
            // Mostly in the beginning: lengths, kinds, names.
            var at = random.Next(2) == 0 ? random.Next(Math.Min(24, bytes.Count)) : random.Next(bytes.Count);
            switch (random.Next(6))
            {
                case 0: bytes[at] = (byte)random.Next(256); break;
                case 1: bytes[at] ^= (byte)(1 << random.Next(8)); break;
                case 2: bytes.RemoveRange(at, bytes.Count - at); break;
                case 3: bytes.Insert(at, (byte)random.Next(256)); break;
                case 4: bytes.RemoveAt(at); break;
                default: bytes.InsertRange(at, bytes.GetRange(at, Math.Min(random.Next(1, 64), bytes.Count - at))); break;
            }
        }

        return [.. bytes];
    }

    private static Task SendAsync(ClientWebSocket socket, byte[] bytes) =>
        socket.SendAsync(bytes, WebSocketMessageType.Binary, endOfMessage: true, TestContext.Current.CancellationToken);

    /// <summary>Keeps what is logged as an error.</summary>
    private sealed class Errors(ConcurrentQueue<string> seen) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel level) => level >= LogLevel.Error;

        public void Log<TState>(LogLevel level, EventId id, TState state, Exception? problem, Func<TState, Exception?, string> words)
        {
            if (IsEnabled(level)) seen.Enqueue($"{words(state, problem)} {problem}");
        }

        public void Dispose()
        {
            // Nothing is held.
        }
    }
}
