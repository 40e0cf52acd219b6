using System.CommandLine;
using FerCare.Web.Monitoring;
using FerCare.Web.Shell;
using FerCare.Web.Tests.Faults;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FerCare.Web.Tests.Shell;

/// <summary>How the server ends, and what whoever started it is told.</summary>
public sealed class StoppingTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_server_that_is_asked_to_stop_has_not_failed()
    {
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();

        (await ServedAsync(fails: false, stop.Token)).ShouldBeTrue();
    }

    [Fact]
    public async Task A_server_that_stops_because_something_in_the_background_failed_says_so() => (await ServedAsync(fails: true, CancellationToken.None)).ShouldBeFalse();

    [Theory]
    [InlineData("Monitoring", "MostSessions", "twelve", "'twelve' at 'Monitoring:MostSessions'")]
    [InlineData("EmergencyAccess", "Minutes", "0", "expected 1 to 1,440 minutes")]
    public async Task A_setting_that_cannot_be_taken_stops_the_start_with_one_line_that_names_it(string section, string name, string value, string why)
    {
        var folder = Directory.CreateTempSubdirectory("fercare-setting-");
        try
        {
            var start = StartedProgram.With(["serve", "--urls", "http://127.0.0.1:0", "--data", folder.FullName]);
            start.Environment[$"{section}__{name}"] = value;

            var ended = await StartedProgram.RunAsync(start);

            ended.Code.ShouldBe(1, ended.Wrong);
            ended.Wrong.ShouldStartWith($"fercare: Settings of section {section}: ");
            ended.Wrong.ShouldContain(name);
            ended.Wrong.ShouldContain(why);
            ended.Wrong.Count(c => c == '\n').ShouldBe(1, ended.Wrong);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void The_server_has_the_time_it_needs_to_store_what_it_has()
    {
        TimeToStop().ShouldBe(ServeVerb.TimeToStop);
        TimeToStop("--data", "somewhere").ShouldBe(ServeVerb.TimeToStop);
        TimeToStop("serve", "--data", "somewhere").ShouldBe(ServeVerb.TimeToStop);
    }

    [Fact]
    public void Other_verbs_end_soon_after_they_are_asked_to() => TimeToStop("migrate").ShouldBe(new InvocationConfiguration().ProcessTerminationTimeout);

    private static TimeSpan? TimeToStop(params string[] arguments) => FerCareCommand.ConfigurationOf(FerCareCommand.Create().Parse(arguments)).ProcessTerminationTimeout;

    private static async Task<bool> ServedAsync(bool fails, CancellationToken stop)
    {
        var folder = Directory.CreateTempSubdirectory("fercare-stopping-");
        try
        {
            await using var app = Program.Create(new ServeSettings("http://127.0.0.1:0", folder.FullName), builder =>
            {
                builder.Logging.ClearProviders();
                builder.Configuration["Readers:Separate"] = "false";
                builder.Services.AddSingleton(new ServedModel("none"));
                builder.Services.AddSingleton<OpenReaders>(() => new OpenReader((_, _, _, _) => throw new InvalidOperationException("This app was started without a network."), null));
                builder.Services.AddHostedService(provider => new Part(provider.GetRequiredService<IHostApplicationLifetime>(), fails));
            });
            await app.OpenAsync(TextWriter.Null, Cancel);
            return await app.ServeAsync(stop).WaitAsync(Patience, Cancel);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Something that runs beside the server, and fails once that has started.</summary>
    private sealed class Part(IHostApplicationLifetime lifetime, bool fails) : BackgroundService
    {
        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            await using var told = lifetime.ApplicationStarted.Register(started.SetResult);
            await started.Task.WaitAsync(stoppingToken);
            if (fails) throw new InvalidOperationException("It fails on purpose.");
            await Task.Delay(Timeout.InfiniteTimeSpan, stoppingToken);
        }
    }
}
