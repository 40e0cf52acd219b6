using Xunit.MicrosoftTestingPlatform;
using Xunit.Runner.InProc.SystemConsole;

namespace FerCare.Endurance;

/// <summary>What <c>./test --endurance</c> runs: minutes of work and of faults. It is also the server that the tests kill.</summary>
public static class Endurance
{
    /// <summary>The collection of all tests here: they measure, so they run one after the other.</summary>
    public const string Alone = "one after the other";

    /// <summary>Set for the figures before a release, which take hours.</summary>
    public static bool BeforeRelease { get; } = Environment.GetEnvironmentVariable("FERCARE_RELEASE") == "1";

    /// <summary>A figure for continuous integration, and the one before a release.</summary>
    public static T Either<T>(T usual, T release) => BeforeRelease ? release : usual;

    /// <summary>Tells what was measured: the runner shows what tests say only where they fail.</summary>
    public static void Tell(string figure)
    {
        var file = Path.Combine(Directory.CreateDirectory(Repository.At("artifacts")).FullName, "endurance.txt");
        File.AppendAllText(file, figure + Environment.NewLine);
    }

    public static async Task<int> Main(string[] args)
    {
        if (KilledServer.IsMeant) return await KilledServer.ServeAsync();
        return args.Any(a => a is "--server" or "--internal-msbuild-node")
            ? await TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions)
            : await ConsoleRunner.Run(args);
    }
}
