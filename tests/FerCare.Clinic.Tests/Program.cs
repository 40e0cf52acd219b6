using FerCare.Clinic.Tests;
using FerCare.Clinic.Tests.Rights;
using FerCare.Clinic.Tests.Storage;
using Xunit.MicrosoftTestingPlatform;
using Xunit.Runner.InProc.SystemConsole;

if (WriterToBeKilled.IsMeant)
{
    await WriterToBeKilled.WriteForEverAsync();
    return 0;
}

if (ErasureToBeKilled.IsMeant)
{
    await ErasureToBeKilled.EraseAsync();
    return 0;
}

// What xunit generates where a test project has no entry point of its own.
return args.Any(a => a is "--server" or "--internal-msbuild-node")
    ? await TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions)
    : await ConsoleRunner.Run(args);
