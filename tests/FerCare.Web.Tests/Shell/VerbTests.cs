using System.Diagnostics;
using System.IO.Compression;
using FerCare.Clinic;
using FerCare.Clinic.Access;
using FerCare.Clinic.Patients;
using FerCare.Clinic.Storage;
using FerCare.Web.Shell;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace FerCare.Web.Tests.Shell;

/// <summary>Each verb as a person runs it: a process of its own, with its arguments, standard input and exit code.</summary>
public sealed class VerbTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("fercare-verbs-").FullName;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Data => Path.Combine(folder, "data");

    private string Key => Path.Combine(folder, "key");

    public static TheoryData<string> Verbs => [.. ForPeople.Select(v => v.Name)];

    private static IEnumerable<System.CommandLine.Command> ForPeople => FerCareCommand.Create().Subcommands.Where(v => !v.Hidden);

    [Theory]
    [MemberData(nameof(Verbs))]
    public async Task Every_verb_tells_its_options_and_what_its_exit_codes_mean(string verb)
    {
        var (code, said, _) = await RunAsync([verb, "--help"]);
        code.ShouldBe(0);
        said.ShouldContain(verb);
        if (verb is not ("serve" or "analyze")) said.ShouldContain("Exit codes: 0");
    }

    [Fact]
    public async Task The_verbs_stand_in_the_help_of_the_command_and_of_the_script()
    {
        var (code, said, _) = await RunAsync(["--help"]);
        code.ShouldBe(0);
        var script = await File.ReadAllTextAsync(Repository.At("run"), Cancel);
        foreach (var verb in ForPeople.Select(v => v.Name))
        {
            said.ShouldContain(verb);
            if (verb != "serve") script.ShouldContain($"./run {verb}");
        }
    }

    [Fact]
    public async Task A_database_of_a_later_version_is_not_served_and_the_person_is_told_why()
    {
        (await RunAsync(["migrate", "--data", Data])).Code.ShouldBe(0);
        using (var connection = new SqliteConnection($"Data Source={Path.Combine(Data, "fercare.db")};Pooling=False"))
        using (var command = connection.CreateCommand())
        {
            connection.Open();
            command.CommandText = "INSERT INTO \"__EFMigrationsHistory\" VALUES ('29990101000000_FromTheFuture', '99.0');";
            command.ExecuteNonQuery();
        }

        var (code, _, problem) = await RunAsync(["--data", Data, "--urls", "http://127.0.0.1:0"]);

        code.ShouldBe(1);
        problem.ShouldContain("29990101000000_FromTheFuture");
        problem.ShouldContain("Start the version that wrote it, or a newer one.");
    }

    [Fact]
    public async Task An_unknown_option_and_a_missing_one_are_refused()
    {
        (await RunAsync(["backup", "--out", "x"])).Code.ShouldBe(1);
        (await RunAsync(["erase-patient", "N-1", "--no-such-option"])).Code.ShouldBe(1);
        (await RunAsync(["no-such-verb"])).Code.ShouldBe(1);
    }

    [Fact]
    public async Task Without_a_database_nothing_is_done_and_none_is_made()
    {
        await File.WriteAllTextAsync(Key, "a passphrase of some length", Cancel);
        string[][] commands = [["backup", "--out", Path.Combine(folder, "b"), "--key-file", Key], ["verify-audit"], ["export-patient", "N-1", "--out", Path.Combine(folder, "p.zip")], ["erase-patient", "N-1", "--yes"]];
        foreach (var command in commands)
        {
            var (code, said, wrong) = await RunAsync([.. command, "--data", Data]);
            code.ShouldBe(2, command[0]);
            (said + wrong).ShouldContain("fercare.db", customMessage: command[0]);
            wrong.ShouldNotContain("   at ", customMessage: "a person gets a sentence and no stack");
        }

        Directory.Exists(Data).ShouldBeFalse();
    }

    [Fact]
    public async Task From_an_empty_folder_to_an_erased_patient_and_back_from_a_backup()
    {
        (await RunAsync(["migrate", "--data", Data])).ShouldSatisfyAllConditions(r => r.Code.ShouldBe(0), r => r.Said.ShouldContain("is up to date"));

        string[] admin = ["create-admin", "--user-name", "boss", "--display-name", "Sample administrator", "--team", "North", "--data", Data];
        (await RunAsync(admin, "password1\n")).ShouldSatisfyAllConditions(r => r.Code.ShouldBe(1), r => r.Wrong.ShouldNotBeEmpty());
        (await RunAsync(admin, "a long sentence of one's own\n")).ShouldSatisfyAllConditions(r => r.Code.ShouldBe(0, r.Wrong), r => r.Said.ShouldNotContain("sentence"));
        (await RunAsync(admin, "a long sentence of one's own\n")).Code.ShouldBe(1, "the name is taken");
        await PatientInAsync(Data);

        await File.WriteAllTextAsync(Key, new string('a', 64), Cancel);
        string[] backup = ["backup", "--key-file", Key, "--data", Data, "--out"];
        var file = Path.Combine(folder, "clinic.fercare");
        (await RunAsync([.. backup, file])).ShouldSatisfyAllConditions(r => r.Code.ShouldBe(0, r.Wrong), r => r.Said.ShouldContain("read back and whole"));
        (await RunAsync([.. backup, file])).ShouldSatisfyAllConditions(r => r.Code.ShouldBe(1), r => r.Wrong.ShouldContain("expected a new file"));
        (await RunAsync([.. backup, Path.Combine(folder, "keys.fercare"), "--keys"])).Code.ShouldBe(0);

        string[] export = ["export-patient", "N-1", "--data", Data, "--out", Path.Combine(folder, "patient.zip")];
        (await RunAsync(export)).Code.ShouldBe(0);
        (await RunAsync(export)).Code.ShouldBe(1, "the file exists");
        (await RunAsync(["export-patient", "N-9", "--data", Data, "--out", Path.Combine(folder, "nobody.zip")])).Code.ShouldBe(1);
        using (var zip = ZipFile.OpenRead(Path.Combine(folder, "patient.zip"))) zip.GetEntry("patient.json").ShouldNotBeNull();

        string[] erase = ["erase-patient", "N-1", "--data", Data];
        (await RunAsync(erase, "N-2\n")).ShouldSatisfyAllConditions(r => r.Code.ShouldBe(1), r => r.Said.ShouldContain("Stays: the audit trail"), r => r.Wrong.ShouldContain("Nothing was erased"));
        (await RunAsync(erase, "")).Code.ShouldBe(1, "nothing typed is no");
        (await RunAsync(erase, "N-1\n")).ShouldSatisfyAllConditions(r => r.Code.ShouldBe(0, r.Wrong), r => r.Said.ShouldContain("was erased"));
        (await RunAsync([.. erase, "--yes"])).Code.ShouldBe(1, "there is no such patient any more");
        (await RunAsync(["verify-audit", "--data", Data])).Code.ShouldBe(0);

        var elsewhere = Path.Combine(folder, "elsewhere");
        await File.WriteAllTextAsync(Path.Combine(folder, "wrong"), new string('b', 64), Cancel);
        string[] restore = ["restore", "--from", file, "--data", elsewhere, "--key-file"];
        (await RunAsync([.. restore, Path.Combine(folder, "wrong")])).Code.ShouldBe(1);
        Directory.Exists(elsewhere).ShouldBeFalse();
        (await RunAsync([.. restore, Key])).ShouldSatisfyAllConditions(r => r.Code.ShouldBe(0, r.Wrong), r => r.Said.ShouldContain("needs its keys"));
        (await RunAsync([.. restore, Key])).Code.ShouldBe(1, "the folder is not empty");
        (await RunAsync(["migrate", "--data", elsewhere])).ShouldSatisfyAllConditions(r => r.Code.ShouldBe(2), r => r.Wrong.ShouldContain("Put the keys folder back"));
        (await RunAsync(["restore", "--from", Path.Combine(folder, "keys.fercare"), "--data", elsewhere, "--key-file", Key])).Code.ShouldBe(0);
        (await RunAsync(["verify-audit", "--data", elsewhere])).Code.ShouldBe(1, "the backup knows nothing of what was written down since, and the check says so");
    }

    [Fact]
    public async Task An_export_that_fails_or_was_killed_leaves_no_plain_half_of_itself_and_a_whole_one_is_its_owners_alone()
    {
        await RunAsync(["migrate", "--data", Data]);
        await RunAsync(["create-admin", "--user-name", "boss", "--display-name", "Sample administrator", "--team", "North", "--data", Data], "a long sentence of one's own\n");
        await PatientInAsync(Data);
        var file = Path.Combine(folder, "patient.zip");
        string[] export = ["export-patient", "N-1", "--data", Data, "--out", file];

        // A folder of that name stands in the way of the last step.
        Directory.CreateDirectory(file);
        (await RunAsync(export)).Code.ShouldBe(2);
        Directory.GetFiles(folder, "*.unfinished").ShouldBeEmpty();
        Directory.Delete(file);

        await File.WriteAllTextAsync(file + ".unfinished", "what a killed run has left", Cancel);
        (await RunAsync(export)).ShouldSatisfyAllConditions(r => r.Code.ShouldBe(0, r.Wrong));
        Directory.GetFiles(folder, "*.unfinished").ShouldBeEmpty();
        if (!OperatingSystem.IsWindows()) File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    public void Dispose() => Directory.Delete(folder, true);

    private static async Task PatientInAsync(string data)
    {
        await using var services = new ServiceCollection().AddClinic(Path.Combine(data, "fercare.db")).BuildServiceProvider();
        await using var clinic = await services.GetRequiredService<IDbContextFactory<ClinicContext>>().CreateDbContextAsync(Cancel);
        var scope = new CareScope(clinic.Users.Single().Id);
        var register = services.GetRequiredService<PatientRegister>();
        await register.CreateAsync(scope, new NewPatient((await register.TeamsAsync(scope, Cancel)).Single().Id, "Sample patient", "N-1", null), Cancel);
    }

    private static async Task<(int Code, string Said, string Wrong)> RunAsync(string[] arguments, string input = "")
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in arguments.Prepend(typeof(FerCareCommand).Assembly.Location)) start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        var said = process.StandardOutput.ReadToEndAsync(Cancel);
        var wrong = process.StandardError.ReadToEndAsync(Cancel);
        await process.WaitForExitAsync(Cancel);
        return (process.ExitCode, await said, await wrong);
    }
}
