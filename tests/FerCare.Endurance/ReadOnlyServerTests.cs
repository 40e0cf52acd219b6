using System.Diagnostics;
using System.Net;
using FerCare.Clinic.Access;
using FerCare.Clinic.Storage;
using FerCare.Web.Accounts;
using FerCare.Web.Shell;
using FerCare.Web.Tests;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace FerCare.Endurance;

/// <summary>The disk under the whole server becomes read-only in the midst of a session, and takes writes again.</summary>
[Collection(Endurance.Alone)]
public sealed class ReadOnlyServerTests : IDisposable
{
    private const string Clinician = "vera";
    private readonly string folder = Directory.CreateTempSubdirectory("fercare-readonly-").FullName;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Data => Path.Combine(folder, "data");

    private string ReadOnly => Path.Combine(folder, "read-only");

    [Fact]
    public async Task A_session_survives_a_disk_that_is_read_only_for_a_while_and_nobody_is_told_that_something_is_stored_that_is_not()
    {
        if (!OperatingSystem.IsLinux()) Assert.Skip("What is preloaded into the server is made for Linux.");
        var address = Patient.FreeAddress();
        var planned = await PlanAsync(address);
        var (server, _) = await KilledServer.StartAsync(Data, address, start => start.Seeing(Data, whileThere: ReadOnly));
        using var own = server;
        await using var patient = await Patient.BeginAsync(address, planned);
        using var stop = new CancellationTokenSource();
        var streaming = patient.StreamAsync(_ => [1, 2, 3], stop.Token);
        using var clinician = new Browser(address);
        (await clinician.SignInAsync(Clinician, RunningApp.Password)).Dispose();
        await HoldsAsync(() => Task.FromResult(server.Log.Rows > 20), "Samples are stored.");
        (await clinician.ReadAsync(Live())).ShouldContain("live-status");

        await File.WriteAllTextAsync(ReadOnly, "", Cancel);
        await HoldsAsync(async () => await StatusAsync(clinician) == HttpStatusCode.ServiceUnavailable && (await clinician.ReadAsync("/health/ready")).Contains("writer: "), "The server is not ready.");
        var (rows, upTo, _) = server.Log;
        Stored(upTo).ShouldBe(rows, "what was acknowledged is there");
        // To look at a patient is written down first; what cannot be written down is not shown, and says so.
        var page = await clinician.ReadAsync(Live());
        page.ShouldContain("load-failed");
        page.ShouldContain("What was stored before is safe.");
        page.ShouldNotContain("   at ");
        await Task.Delay(2000, Cancel);
        server.Log.Rows.ShouldBe(rows, "nothing is acknowledged meanwhile");

        File.Delete(ReadOnly);
        await HoldsAsync(async () => await StatusAsync(clinician) == HttpStatusCode.OK, "The server is ready again.");
        await HoldsAsync(() => Task.FromResult(server.Log.Rows > rows + 20), "What waited is stored.");
        (await clinician.ReadAsync(Live())).ShouldContain("live-status");
        await stop.CancelAsync();
        await streaming;
        await patient.FinishAsync();
        patient.LinesLost.ShouldBe(0);
        await server.KillAsync();
        var end = server.Log;
        Stored(end.UpToMs).ShouldBe(end.Rows);
        // What was read while nothing could be written waited in memory and is there too.
        (end.ReadUpToMs - end.UpToMs).ShouldBeLessThan(1000);
        Endurance.Tell($"read-only disk for {(end.UpToMs - upTo) / 1000.0:0.0} s of a session: {end.Rows} rows acknowledged and all there, no line lost");
        return;

        string Live() => $"/sessions/{patient.Session.PublicId}/live";
    }

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
    }

    private async Task<(CareScope Scope, FerCare.Clinic.Sessions.SessionRow Session, string Token)> PlanAsync(Uri address)
    {
        await using var app = Program.Create(new ServeSettings(address.ToString(), Data));
        await ClinicStorage.MigrateAsync(app.Services);
        var planned = await Patient.PlanAsync(app.Services);
        var (id, problems) = await app.Services.GetRequiredService<StaffRegister>().CreateAsync(new NewAccount(Clinician, "Sample clinician", RunningApp.Password, [Roles.Clinician]), actor: null);
        var teams = app.Services.GetRequiredService<CareTeams>();
        await teams.JoinAsync((await teams.AllAsync()).Single().Id, id ?? throw new InvalidOperationException(string.Join(" ", problems)), actor: null);
        return planned;
    }

    private long Stored(long upToMs)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(Data, "fercare.db")};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM frame_samples WHERE t_ms <= $upTo;";
        command.Parameters.AddWithValue("$upTo", upToMs);
        return (long)command.ExecuteScalar()!;
    }

    private static async Task<HttpStatusCode> StatusAsync(Browser browser)
    {
        using var answer = await browser.GetAsync("/health/ready");
        return answer.StatusCode;
    }

    private static async Task HoldsAsync(Func<Task<bool>> holds, string what)
    {
        for (var waited = Stopwatch.StartNew(); !await holds();)
        {
            waited.Elapsed.TotalSeconds.ShouldBeLessThan(60, what);
            await Task.Delay(50, Cancel);
        }
    }
}
