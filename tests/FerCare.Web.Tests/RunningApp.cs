using System.Net;
using FerCare.Clinic.Access;
using FerCare.Web.Accounts;
using FerCare.Web.Monitoring;
using FerCare.Web.Shell;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FerCare.Web.Tests;

/// <summary>The real app on a free port with a data folder and a database of its own, removed at the end.</summary>
public sealed class RunningApp : IAsyncDisposable
{
    public const string Password = "a long sentence of one's own";

    // Each of them costs a processor a fifth of a second with the rounds of the product, which PasswordRoundsTests looks at.
    private const int FewRounds = 1_000;

    private readonly WebApplication app;
    private readonly DirectoryInfo folder;

    private RunningApp(WebApplication app, DirectoryInfo folder, Uri address, string said) => (this.app, this.folder, Address, Said) = (app, folder, address, said);

    public Uri Address { get; }

    /// <summary>What was printed at the console.</summary>
    public string Said { get; }

    /// <summary>Where the database and everything else lies.</summary>
    public string DataFolder => folder.FullName;

    public IServiceProvider Services => app.Services;

    public IReadOnlyList<Microsoft.AspNetCore.Http.Endpoint> Endpoints => [.. ((Microsoft.AspNetCore.Routing.IEndpointRouteBuilder)app).DataSources.SelectMany(s => s.Endpoints)];

    /// <param name="readsFaces">Loads landmark model and network, which takes seconds; most tests send no frame.</param>
    /// <param name="secondFactor">Every account needs a second factor, as in service; most tests sign in often and are about something else.</param>
    public static async Task<RunningApp> StartAsync(Action<WebApplicationBuilder>? adjust = null, bool readsFaces = false, bool secondFactor = false)
    {
        var folder = Directory.CreateTempSubdirectory("fercare-web-");
        var settings = new ServeSettings("http://127.0.0.1:0", folder.FullName);
        await EmptyClinic.LayAsync(settings.DatabasePath);
        if (readsFaces) LandmarksInMemory.Keep();
        var app = Program.Create(settings, builder =>
        {
            builder.Logging.SetMinimumLevel(LogLevel.Error);
            builder.Services.Configure<PasswordHasherOptions>(passwords => passwords.IterationCount = FewRounds);
            if (!secondFactor) builder.Services.AddSingleton(new SecondFactorPolicy(Required: false));
            // Faces are read inside the app: processes of their own take seconds to start, and Readers/ReaderFaults asks for them.
            builder.Configuration["Readers:Separate"] = "false";
            if (!readsFaces)
            {
                builder.Services.AddSingleton(new ServedModel("none"));
                builder.Services.AddSingleton<OpenReaders>(() => new OpenReader((_, _, _, _) => throw new InvalidOperationException("This app was started without a network."), null));
            }

            adjust?.Invoke(builder);
        });
        using var console = new StringWriter();
        await app.OpenAsync(console);
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        return new RunningApp(app, folder, new Uri(address), console.ToString());
    }

    /// <summary>Somebody's browser: keeps cookies, shows redirects instead of following them.</summary>
    public Browser Browser() => new(Address);

    /// <summary>Creates a member of staff in a care team of that name, founded where it is new.</summary>
    public async Task<CareScope> HireAsync(string userName, string? team, params string[] roles)
    {
        var (id, problems) = await Services.GetRequiredService<StaffRegister>().CreateAsync(
            new NewAccount(userName, $"Name of {userName}", Password, roles.Length > 0 ? roles : [Roles.Clinician]), actor: null);
        if (id is null) throw new InvalidOperationException(string.Join(" ", problems));
        if (team is not null)
        {
            var teams = Services.GetRequiredService<CareTeams>();
            var teamId = (await teams.AllAsync()).FirstOrDefault(t => t.Name == team)?.Id ?? await teams.CreateAsync(team, actor: null);
            await teams.JoinAsync(teamId, id.Value, actor: null);
        }

        return new CareScope(id.Value);
    }

    /// <summary>A browser in which that person has signed in through the page.</summary>
    public async Task<Browser> SignedInAsync(string userName)
    {
        var browser = Browser();
        using var answer = await browser.SignInAsync(userName, Password);
        if (answer.StatusCode != HttpStatusCode.Redirect) throw new InvalidOperationException($"Expected that {userName} could sign in, found status {answer.StatusCode}.");
        return browser;
    }

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
        folder.Delete(recursive: true);
    }
}
