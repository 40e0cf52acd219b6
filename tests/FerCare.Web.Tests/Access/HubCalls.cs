using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.WebSockets;
using System.Reflection;
using FerCare.Web.Capture;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.DependencyInjection;

namespace FerCare.Web.Tests.Access;

/// <summary>Calls of hub methods over real connections.</summary>
internal static class HubCalls
{
    /// <summary>Opens a line with these cookies and calls the method; what became of it.</summary>
    public static async Task<Outcome> CallAsync(Uri app, string address, MethodInfo method, string cookies)
    {
        await using var line = Line(app, address, cookies);
        try
        {
            await line.StartAsync(TestContext.Current.CancellationToken);
        }
        catch (Exception refused) when (StatusOf(refused) is { } status)
        {
            return status switch
            {
                HttpStatusCode.Unauthorized or HttpStatusCode.Redirect => Outcome.SignIn,
                HttpStatusCode.Forbidden => Outcome.Refused,
                HttpStatusCode.NotFound => Outcome.NotFound,
                _ => throw new InvalidOperationException($"{address} {method.Name}: expected an outcome of the matrix, found status {status}."),
            };
        }

        try
        {
            object?[] arguments = [.. method.GetParameters().Select(p => p.ParameterType.IsValueType ? Activator.CreateInstance(p.ParameterType) : p.ParameterType == typeof(string) ? "" : null)];
            await line.InvokeCoreAsync(method.Name, typeof(object), arguments, TestContext.Current.CancellationToken);
        }
        catch (Exception answered) when (!answered.Message.Contains("does not exist", StringComparison.Ordinal) && !answered.Message.Contains("unauthorized", StringComparison.Ordinal))
        {
            // The method was reached; with empty arguments it may refuse, or close the line.
        }

        return Outcome.Allowed;
    }

    /// <summary>The status with which a web socket is refused to a page of another site.</summary>
    public static async Task<HttpStatusCode> FromElsewhereAsync(Uri app, string address, string cookies)
    {
        using var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        if (cookies.Length > 0) socket.Options.SetRequestHeader("Cookie", cookies);
        socket.Options.SetRequestHeader("Origin", "https://elsewhere.example");
        await Should.ThrowAsync<WebSocketException>(() => socket.ConnectAsync(new UriBuilder(app) { Scheme = "ws", Path = address }.Uri, TestContext.Current.CancellationToken));
        return socket.HttpStatusCode;
    }

    private static HubConnection Line(Uri app, string address, string cookies)
    {
        var builder = new HubConnectionBuilder().WithUrl(new Uri(app, address), options =>
        {
            if (cookies.Length > 0) options.Headers["Cookie"] = cookies;
            options.SkipNegotiation = true;
            options.Transports = HttpTransportType.WebSockets;
            options.WebSocketConfiguration = socket => socket.CollectHttpResponseDetails = true;
        });
        if (address == CaptureHub.Address) return builder.AddMessagePackProtocol().Build();
        builder.Services.AddSingleton<IHubProtocol>(new NamedBlazorPack());
        return builder.Build();
    }

    private static HttpStatusCode? StatusOf(Exception refused)
    {
        for (var problem = refused; problem is not null; problem = problem.InnerException)
        {
            // "The server returned status code '401' when status code '101' was expected."
            if (problem is WebSocketException && problem.Message.Split('\'') is [_, var code, ..] && int.TryParse(code, out var status)) return (HttpStatusCode)status;
        }

        return null;
    }

    /// <summary>Blazor's hub speaks MessagePack under a name of its own.</summary>
    private sealed class NamedBlazorPack : IHubProtocol
    {
        private readonly MessagePackHubProtocol pack = new();

        public string Name => "blazorpack";

        public int Version => 1;

        public TransferFormat TransferFormat => pack.TransferFormat;

        public bool IsVersionSupported(int version) => version == Version;

        public ReadOnlyMemory<byte> GetMessageBytes(HubMessage message) => pack.GetMessageBytes(message);

        public bool TryParseMessage(ref ReadOnlySequence<byte> input, IInvocationBinder binder, [NotNullWhen(true)] out HubMessage? message) => pack.TryParseMessage(ref input, binder, out message);

        public void WriteMessage(HubMessage message, IBufferWriter<byte> output) => pack.WriteMessage(message, output);
    }
}
