using System.Net.WebSockets;
using FerCare.Affect;
using FerCare.Vision;
using FerCare.Web.Capture;
using FerCare.Web.Monitoring;
using Microsoft.Extensions.DependencyInjection;

namespace FerCare.Web.Tests.Capture;

/// <summary>Bytes on the line that no page sends. By itself: the memory it looks at is that of all tests that run meanwhile.</summary>
[Collection(ByItself.Name)]
public sealed class GarbageTests
{
    private static readonly byte[] Handshake = [.. "{\"protocol\":\"messagepack\",\"version\":1}"u8, 0x1e];

    [Fact]
    public async Task Garbage_on_one_line_closes_at_most_that_line_and_takes_no_memory_along()
    {
        await using var app = await RunningApp.StartAsync(builder => builder.Services.AddSingleton<OpenReaders>(() => new OpenReader(
            (_, _, classify, _) => new FaceReading { Width = 1, Height = 1, Faces = 0, Quality = QualityIssue.NoFace, Classified = classify }, null)));
        using var neighbour = await PatientSide.ReadyAsync(app);
        await using var line = await neighbour.ConnectAsync();
        using var patient = await PatientSide.ReadyAsync(app);
        var random = new Random(23);
        var before = GC.GetTotalMemory(forceFullCollection: true);

        for (var round = 0; round < 150; round++)
        {
            using var socket = new ClientWebSocket();
            socket.Options.Cookies = patient.Browser.Cookies;
            await socket.ConnectAsync(new UriBuilder(app.Address) { Scheme = "ws", Path = CaptureHub.Address }.Uri, TestContext.Current.CancellationToken);
            await Record.ExceptionAsync(async () =>
            {
                // Every fifth line does not even greet properly.
                if (round % 5 != 0) await SendAsync(socket, Handshake);
                for (var i = 0; i < 10; i++) await SendAsync(socket, Message(random));
            });
            socket.Abort();
        }

        await line.FrameAsync(1, [1, 2, 3]);
        await Eventually.HoldsAsync(() => line.Acknowledged.Count == 1, "The neighbour's line is open.");
        using (var ready = await neighbour.Browser.GetAsync("/health/ready")) ready.IsSuccessStatusCode.ShouldBeTrue();
        await using var again = await patient.ConnectAsync();
        await again.FrameAsync(1, [1, 2, 3]);
        await Eventually.HoldsAsync(() => again.Acknowledged.Count == 1, "A proper line of the same patient is taken.");
        (GC.GetTotalMemory(forceFullCollection: true) - before).ShouldBeLessThan(64_000_000);
    }

    /// <summary>Random bytes, or a call that announces more than it holds: lengths, arrays and strings of MessagePack without their content.</summary>
    private static byte[] Message(Random random)
    {
        var bytes = new byte[random.Next(1, 400)];
        random.NextBytes(bytes);
        return random.Next(4) switch
        {
            0 => bytes,
            1 => [(byte)(bytes.Length & 0x7f), .. bytes],                                                   // a length that does not fit
            2 => [6, 0x96, 0x01, 0x80, 0xc0, 0xdb, 0x7f],                                                   // a method whose name is said to have 2 GB
            _ => [15, 0x96, 0x01, 0x80, 0xc0, 0xa5, .. "Frame"u8, 0xdd, 0x7f, 0xff, 0xff, 0xff],            // two thousand million arguments
        };
    }

    private static Task SendAsync(ClientWebSocket socket, byte[] bytes) =>
        socket.SendAsync(bytes, WebSocketMessageType.Binary, endOfMessage: true, TestContext.Current.CancellationToken);
}
