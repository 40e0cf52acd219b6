using System.Diagnostics;
using System.Text.RegularExpressions;
using FerCare.Clinic.Access;
using Microsoft.Extensions.DependencyInjection;

namespace FerCare.Web.Tests.ReadApi;

public sealed class DocumentedExamplesTests
{
    [Fact]
    public async Task The_three_examples_of_the_documentation_run_as_they_stand_there()
    {
        var examples = Regex.Matches(await File.ReadAllTextAsync(Repository.At("docs", "api.md"), TestContext.Current.CancellationToken), "```sh\n(.*?)```", RegexOptions.Singleline).Select(m => m.Groups[1].Value).ToArray();
        examples.Length.ShouldBe(3);
        await using var app = await RunningApp.StartAsync();
        var north = await app.HireAsync("north", "Team North");
        var patient = await app.AdmitAsync(north, "Sample patient N");
        await app.HoldAsync(north, patient, seconds: 5);
        await app.HoldAsync(north, patient, seconds: 5);
        var token = await app.Services.GetRequiredService<AccessTokens>().IssueAsync(north, "examples", false, TimeSpan.FromDays(1), TestContext.Current.CancellationToken);

        var said = new List<string>();
        foreach (var example in examples) said.Add(await RunAsync(example, app.Address, token));

        said[0].Trim().ShouldMatch("^Patient [0-9A-F]{4}-[0-9A-F]{4}: 2$");
        said[1].Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(2);
        said[1].ShouldContain("\"withheld\"");
        said[2].ShouldStartWith("session,patient,record_number,");
    }

    private static async Task<string> RunAsync(string script, Uri address, string token)
    {
        var folder = Directory.CreateTempSubdirectory("fercare-examples-");
        try
        {
            var start = new ProcessStartInfo("bash", ["-euo", "pipefail", "-c", script]) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder.FullName };
            start.Environment["FERCARE_URL"] = address.ToString().TrimEnd('/');
            start.Environment["FERCARE_TOKEN"] = token;
            using var process = Process.Start(start)!;
            var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            process.ExitCode.ShouldBe(0, $"{script}\n{await errors}");
            return output;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
