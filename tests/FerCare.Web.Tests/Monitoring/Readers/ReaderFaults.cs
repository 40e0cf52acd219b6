using System.Diagnostics;
using System.Globalization;
using FerCare.Web.Monitoring.Readers;
using FerCare.Web.Shell;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace FerCare.Web.Tests.Monitoring.Readers;

/// <summary>Frames that break their reader, and a look at the processes this one has started.</summary>
internal static class ReaderFaults
{
    private static readonly byte[] AbortMark = "breaks native code"u8.ToArray(), HangMark = "never comes back"u8.ToArray();

    /// <summary>A good frame that aborts the native code of its reader; each number is another frame.</summary>
    public static byte[] Aborting(byte[] frame, byte number = 0) => [.. frame, number, .. AbortMark];

    /// <summary>A good frame over which its reader hangs.</summary>
    public static byte[] Hanging(byte[] frame, byte number = 0) => [.. frame, number, .. HangMark];

    /// <summary>Readers that know such frames.</summary>
    public static void Install(WebApplicationBuilder builder)
    {
        builder.Configuration["Capture:BaselineSeconds"] = "1";
        builder.Configuration["Monitoring:Workers"] = "1";
        builder.Configuration["Readers:Separate"] = "true";
        // Readers stand back behind everything else that runs here; one that is slow for that reason is not what is tested.
        builder.Configuration["Readers:FrameDeadlineMs"] = "30000";
        builder.Services.AddSingleton(provider => ReaderCommand.OfThisProgram(provider.GetRequiredService<ServeSettings>().CompiledFolder,
            ReadFacesVerb.AbortOnOption, Convert.ToHexString(AbortMark), ReadFacesVerb.HangOnOption, Convert.ToHexString(HangMark)));
    }

    /// <summary>The reader processes of an app, told by its data folder.</summary>
    public static IReadOnlyList<int> Of(string dataFolder) =>
        [.. Directory.EnumerateDirectories("/proc").Select(Path.GetFileName).Where(name => int.TryParse(name, out _)).Select(name => int.Parse(name!, CultureInfo.InvariantCulture))
            .Where(id => CommandLine(id) is var line && line.Contains(ReadFacesVerb.Name) && line.Contains(dataFolder))];

    /// <summary>Sends a signal, as the kernel does where native code reaches for memory that is not its own.</summary>
    public static void Signal(string signal, int process)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{process}"]);
        kill.WaitForExit();
    }

    private static string CommandLine(int process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/cmdline");
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
