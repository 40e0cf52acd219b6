using System.Text.RegularExpressions;
using FerCare.Browser.Tests;
using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(SeededDemonstration))]

namespace FerCare.Browser.Tests;

/// <summary>The demonstration made once for all tests, and the camera's film: each test class starts its server on a copy of its own.</summary>
public sealed partial class SeededDemonstration : IAsyncLifetime
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("fercare-browser-seed-");
    private string printed = "";

    /// <summary>A Motion-JPEG file with the scripted patient.</summary>
    public string Camera => Path.Combine(folder.FullName, "camera.mjpeg");

    public async ValueTask InitializeAsync()
    {
        // As long as everything else in a browser may take; five seconds are too few for a machine that others share.
        Assertions.SetDefaultExpectTimeout(30_000);
        var filming = Task.Run(Film);
        await using var clinic = await RunningClinic.StartAsync(Path.Combine(folder.FullName, "making"));
        await clinic.StopAsync();
        printed = clinic.Output;
        CopyAll(Path.Combine(folder.FullName, "making"), Path.Combine(folder.FullName, "made"));
        await filming;
    }

    /// <summary>A new data folder with the finished demonstration in it.</summary>
    public string Copy()
    {
        var copy = Directory.CreateTempSubdirectory("fercare-browser-").FullName;
        CopyAll(Path.Combine(folder.FullName, "made"), copy);
        return copy;
    }

    public string PasswordOf(string userName) => AccountLine().Matches(printed)
        .Where(m => m.Groups["user"].Value == userName).Select(m => m.Groups["password"].Value).FirstOrDefault()
        ?? throw new InvalidOperationException($"The server printed no account {userName}:\n{printed}");

    public ValueTask DisposeAsync()
    {
        folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    private void Film()
    {
        using var patient = CameraBrowser.Patient();
        patient.WriteMotionJpeg(Camera);
    }

    private static void CopyAll(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.GetFiles(from)) File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        foreach (var inner in Directory.GetDirectories(from)) CopyAll(inner, Path.Combine(to, Path.GetFileName(inner)));
    }

    [GeneratedRegex(@"^\s+(?<user>[\w.]+)\s+(?<password>\S+)\s+.*\((clinician|administrator)\)\s*$", RegexOptions.Multiline)]
    private static partial Regex AccountLine();
}
