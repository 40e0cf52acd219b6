using System.Diagnostics;
using FerCare.ModelLab.Verbs;

namespace FerCare.ModelLab.Tests;

/// <summary>The lab as a person runs it: a process of its own.</summary>
internal static class LabProcess
{
    /// <summary>Runs a verb to its end and gives what it said; one that ends with another status than 0 fails the test with its complaint.</summary>
    public static async Task<string> SucceedAsync(params string[] arguments)
    {
        var (code, said, wrong) = await RunAsync(arguments);
        code.ShouldBe(0, $"{arguments[0]}: {wrong}");
        return said;
    }

    /// <summary>Runs a verb to its end; one that is still running when the test is given up ends with it.</summary>
    public static async Task<(int Code, string Said, string Wrong)> RunAsync(params string[] arguments)
    {
        var program = Path.Combine(AppContext.BaseDirectory, $"{typeof(TrainVerb).Assembly.GetName().Name}.dll");
        var start = new ProcessStartInfo("dotnet", [program, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        // One thread, as in the tests' own process (TorchFixture).
        start.Environment["OMP_NUM_THREADS"] = "1";
        using var process = Process.Start(start)!;
        try
        {
            var cancel = TestContext.Current.CancellationToken;
            var said = process.StandardOutput.ReadToEndAsync(cancel);
            var wrong = process.StandardError.ReadToEndAsync(cancel);
            await process.WaitForExitAsync(cancel);
            return (process.ExitCode, await said, await wrong);
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }
}
