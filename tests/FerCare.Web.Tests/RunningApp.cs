using FerCare.Web.Shell;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;

namespace FerCare.Web.Tests;

/// <summary>The real app on a free port with a data folder of its own, removed at the end.</summary>
public sealed class RunningApp : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly DirectoryInfo folder;

    private RunningApp(WebApplication app, DirectoryInfo folder, Uri address) => (this.app, this.folder, Address) = (app, folder, address);

    public Uri Address { get; }

    public IServiceProvider Services => app.Services;

    public static async Task<RunningApp> StartAsync(Action<WebApplicationBuilder>? adjust = null)
    {
        var folder = Directory.CreateTempSubdirectory("fercare-web-");
        var app = Program.Create(new ServeSettings("http://127.0.0.1:0", folder.FullName), adjust);
        await app.StartAsync();
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        return new RunningApp(app, folder, new Uri(address));
    }

    /// <summary>A browser without its own opinions: cookies kept, redirects shown.</summary>
    public HttpClient Browser() => new(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = Address };

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        folder.Delete(recursive: true);
    }
}
