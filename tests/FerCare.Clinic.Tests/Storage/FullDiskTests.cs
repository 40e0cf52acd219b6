using System.Diagnostics;

namespace FerCare.Clinic.Tests.Storage;

/// <summary>
/// A disk without room, as a limit of the operating system on the size of the writer's files, and one that becomes read-only, as what the system
/// answers the writer; neither needs rights to set up.
/// </summary>
public sealed class FullDiskTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Without_room_nothing_is_acknowledged_that_is_not_stored_and_the_writing_goes_on_when_there_is_room_again()
    {
        if (!OperatingSystem.IsLinux()) Assert.Skip("Limits of this kind are Linux's.");
        await using var clinic = await ClinicOnDisk.OpenAsync(start: false);
        var session = await clinic.PlannedAsync();
        using var writer = Start(clinic, session.Id);
        try
        {
            var acknowledged = 0L;
            while (acknowledged < 2000) acknowledged += Rows(await LineAsync(writer));
            var largest = Directory.GetFiles(clinic.Folder).Max(file => new FileInfo(file).Length);
            Limit(writer, $"{largest + 512 * 1024}");

            string line;
            while (!(line = await LineAsync(writer)).StartsWith("failed ", StringComparison.Ordinal)) acknowledged += Rows(line);

            line.Length.ShouldBeGreaterThan("failed ".Length, "the reason is told");
            writer.HasExited.ShouldBeFalse();
            (await clinic.CountAsync("frame_samples") + await clinic.CountAsync("emotion_samples")).ShouldBe(acknowledged);

            Limit(writer, "unlimited");
            while ((line = await LineAsync(writer)).StartsWith("failed ", StringComparison.Ordinal))
            {
                // It failed once more before the limit was lifted.
            }

            Rows(line).ShouldBeGreaterThan(0);
        }
        finally
        {
            writer.Kill();
            await writer.WaitForExitAsync(Cancel);
        }
    }

    [Fact]
    public async Task A_disk_that_becomes_read_only_loses_nothing_acknowledged_and_the_writing_goes_on_when_it_takes_writes_again()
    {
        if (!OperatingSystem.IsLinux()) Assert.Skip("What is preloaded into the writer is made for Linux.");
        await using var clinic = await ClinicOnDisk.OpenAsync(start: false);
        var session = await clinic.PlannedAsync();
        var readOnly = $"{clinic.Folder}.read-only";
        using var writer = Start(clinic, session.Id, start => start.Seeing(clinic.Folder, whileThere: readOnly));
        try
        {
            var acknowledged = 0L;
            while (acknowledged < 2000) acknowledged += Rows(await LineAsync(writer));
            await File.WriteAllTextAsync(readOnly, "", Cancel);

            string line;
            while (!(line = await LineAsync(writer)).StartsWith("failed ", StringComparison.Ordinal)) acknowledged += Rows(line);

            line.Length.ShouldBeGreaterThan("failed ".Length, "the reason is told");
            writer.HasExited.ShouldBeFalse();
            (await clinic.CountAsync("frame_samples") + await clinic.CountAsync("emotion_samples")).ShouldBe(acknowledged);

            File.Delete(readOnly);
            while ((line = await LineAsync(writer)).StartsWith("failed ", StringComparison.Ordinal))
            {
                // It failed once more before the disk took writes again.
            }

            Rows(line).ShouldBeGreaterThan(0);
        }
        finally
        {
            writer.Kill();
            await writer.WaitForExitAsync(Cancel);
            File.Delete(readOnly);
        }
    }

    private static Process Start(ClinicOnDisk clinic, long sessionId, Func<ProcessStartInfo, ProcessStartInfo>? adjust = null)
    {
        // A write beyond the limit also sends a signal, which a full disk does not: it is ignored, and the write fails.
        var start = new ProcessStartInfo("sh", ["-c", "trap '' XFSZ; exec \"$@\"", "sh", Environment.ProcessPath!]) { RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet") start.ArgumentList.Add(typeof(FullDiskTests).Assembly.Location);
        start.Environment[WriterToBeKilled.Database] = clinic.Database.Path;
        start.Environment[WriterToBeKilled.Session] = sessionId.ToString();
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        return Process.Start(adjust?.Invoke(start) ?? start)!;
    }

    private static void Limit(Process writer, string bytes)
    {
        using var limit = Process.Start("prlimit", ["--pid", $"{writer.Id}", $"--fsize={bytes}:unlimited"]);
        limit.WaitForExit();
        limit.ExitCode.ShouldBe(0);
    }

    private static async Task<string> LineAsync(Process writer) =>
        (await writer.StandardOutput.ReadLineAsync(Cancel).AsTask().WaitAsync(TimeSpan.FromSeconds(60), Cancel)).ShouldNotBeNull("the writing process ended");

    private static int Rows(string line) => int.Parse(line.Split(' ')[0]);
}
