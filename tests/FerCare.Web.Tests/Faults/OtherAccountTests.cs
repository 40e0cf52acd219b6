using System.Diagnostics;

namespace FerCare.Web.Tests.Faults;

/// <summary>Root works on the data folder of the service's account: what it writes there the service could not read.</summary>
public sealed class OtherAccountTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("fercare-account-").FullName;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Data => Path.Combine(folder, "data");

    [Fact]
    public async Task Root_is_refused_on_the_folder_of_another_account_with_one_sentence_and_writes_nothing()
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess) Assert.Skip("Only root can give a folder to another account.");
        var key = Path.Combine(folder, "key");
        await File.WriteAllTextAsync(key, "a passphrase of some length", Cancel);
        (await StartedProgram.RunAsync(["migrate", "--data", Data])).Code.ShouldBe(0);
        using (var give = Process.Start("chown", ["-R", "64210", Data]))
        {
            await give.WaitForExitAsync(Cancel);
            if (give.ExitCode != 0) Assert.Skip("This root may not give a folder to another account.");
        }

        var before = Contents();
        foreach (var (code, command) in ((int, string[])[])
        [
            (1, ["serve", "--urls", "http://127.0.0.1:0"]),
            (2, ["migrate"]),
            (2, ["create-admin", "--user-name", "boss", "--display-name", "Sample administrator"]),
            (2, ["backup", "--out", Path.Combine(folder, "b"), "--key-file", key]),
            (2, ["restore", "--from", key, "--key-file", key]),
            (2, ["export-patient", "N-1", "--out", Path.Combine(folder, "p.zip")]),
            (2, ["erase-patient", "N-1", "--yes"]),
        ])
        {
            var ended = await StartedProgram.RunAsync([.. command, "--data", Data]);
            ended.Code.ShouldBe(code, $"{command[0]}: {ended.Wrong}");
            ended.Wrong.ShouldStartWith($"fercare: Data folder {Data}: expected to be used by the account that it belongs to", customMessage: command[0]);
            ended.Wrong.ShouldContain("found root", customMessage: command[0]);
            ended.Wrong.Count(c => c == '\n').ShouldBe(1, ended.Wrong);
        }

        Contents().ShouldBe(before);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private List<(string, long)> Contents() => [.. new DirectoryInfo(Data).EnumerateFiles("*", SearchOption.AllDirectories).Select(f => (f.FullName, f.Length)).Order()];
}
