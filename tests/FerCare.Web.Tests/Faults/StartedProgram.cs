using System.Diagnostics;
using FerCare.Web.Shell;

namespace FerCare.Web.Tests.Faults;

/// <summary>The program as a person starts it: a process of its own that ends by itself.</summary>
internal static class StartedProgram
{
    /// <summary>How it is started.</summary>
    /// <param name="under">A command that starts it, with the arguments that come before the program.</param>
    public static ProcessStartInfo With(string[] arguments, params string[] under)
    {
        string[] command = [.. under, "dotnet", typeof(FerCareCommand).Assembly.Location, .. arguments];
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        // A limit on the size of files would meet the runtime's own, which has nothing to do with what is tested.
        start.Environment["DOTNET_EnableWriteXorExecute"] = "0";
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        return start;
    }

    /// <summary>What it said on standard error, and its exit code.</summary>
    /// <param name="under">A command that starts it, with the arguments that come before the program.</param>
    public static Task<(int Code, string Wrong)> RunAsync(string[] arguments, params string[] under) => RunAsync(With(arguments, under));

    /// <inheritdoc cref="RunAsync(string[], string[])"/>
    /// <param name="start">How it is started.</param>
    /// <param name="typed">What it reads from its standard input.</param>
    public static async Task<(int Code, string Wrong)> RunAsync(ProcessStartInfo start, string typed = "")
    {
        using var process = Process.Start(start)!;
        await process.StandardInput.WriteAsync(typed);
        process.StandardInput.Close();
        var cancel = TestContext.Current.CancellationToken;
        var said = process.StandardOutput.ReadToEndAsync(cancel);
        var wrong = process.StandardError.ReadToEndAsync(cancel);
        await process.WaitForExitAsync(cancel);
        await said;
        return (process.ExitCode, await wrong);
    }
}
