namespace FerCare.Web.Tests.Faults;

/// <summary>The program as a person starts it, on a data folder that lies on a read-only disk.</summary>
public sealed class ReadOnlyFolderTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("fercare-readonly-").FullName;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Data => Path.Combine(folder, "data");

    [Fact]
    public async Task Nothing_starts_on_a_folder_that_cannot_be_written_and_one_sentence_names_it()
    {
        if (!OperatingSystem.IsLinux()) Assert.Skip("What is preloaded into the program is made for Linux.");
        var key = Path.Combine(folder, "key");
        await File.WriteAllTextAsync(key, "a passphrase of some length", Cancel);
        (await RunAsync(["migrate", "--data", Data], readOnly: null)).Code.ShouldBe(0);
        var before = Contents();

        foreach (var (code, command) in ((int, string[])[])
        [
            (1, ["serve", "--urls", "http://127.0.0.1:0"]),
            (2, ["migrate"]),
            (2, ["create-admin", "--user-name", "boss", "--display-name", "Sample administrator"]),
            (2, ["backup", "--out", Path.Combine(folder, "b"), "--key-file", key]),
            (2, ["export-patient", "N-1", "--out", Path.Combine(folder, "p.zip")]),
            (2, ["erase-patient", "N-1", "--yes"]),
        ])
        {
            var ended = await RunAsync([.. command, "--data", Data], readOnly: Data);
            ended.Code.ShouldBe(code, $"{command[0]}: {ended.Wrong}");
            ended.Wrong.ShouldBe($"fercare: Data folder {Data}: expected one that this account can write, found one that it cannot (Read-only file system : '{Data}/fercare.db.trial').\n", command[0]);
        }

        Contents().ShouldBe(before);
    }

    [Fact]
    public async Task A_folder_that_would_have_to_be_made_on_such_a_disk_is_named_too()
    {
        if (!OperatingSystem.IsLinux()) Assert.Skip("What is preloaded into the program is made for Linux.");

        var ended = await RunAsync(["--data", Data, "--urls", "http://127.0.0.1:0"], readOnly: folder);

        ended.Code.ShouldBe(1);
        ended.Wrong.ShouldStartWith($"fercare: Data folder {Data}: expected one that this account can write, found one that it cannot (Read-only file system");
        ended.Wrong.Count(c => c == '\n').ShouldBe(1, ended.Wrong);
        Directory.Exists(Data).ShouldBeFalse();
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private List<(string, long)> Contents() => [.. new DirectoryInfo(Data).EnumerateFiles("*", SearchOption.AllDirectories).Select(f => (f.FullName, f.Length)).Order()];

    private static Task<(int Code, string Wrong)> RunAsync(string[] arguments, string? readOnly) =>
        StartedProgram.RunAsync(readOnly is null ? StartedProgram.With(arguments) : StartedProgram.With(arguments).Seeing(readOnly), "a long sentence of one's own\n");
}
