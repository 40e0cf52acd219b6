using System.CommandLine;
using System.Text;
using FerCare.Clinic.Access;
using FerCare.Clinic.Storage;
using FerCare.Web.Shell;

namespace FerCare.Web.Accounts;

/// <summary>
/// <c>create-admin</c>: an administrator's account, for whoever runs FerCare. The password comes from standard input or a prompt without
/// echo. Exit codes: 0 created, 1 refused, 2 could not be done.
/// </summary>
public static class CreateAdminVerb
{
    public static Command Create()
    {
        var userName = new Option<string>("--user-name") { Description = "Name to sign in with.", HelpName = "NAME", Required = true };
        var displayName = new Option<string>("--display-name") { Description = "Name that colleagues see.", HelpName = "NAME", Required = true };
        var team = new Option<string?>("--team") { Description = "A care team to join as a clinician as well; founded where it is new.", HelpName = "NAME" };
        var data = VerbRun.DataFolder();
        var command = new Command("create-admin", "Creates an administrator. The password is read from standard input, or asked for without echo. Exit codes: 0 created, 1 refused, 2 could not be done.") { userName, displayName, team, data };
        command.SetAction((given, stop) => VerbRun.GuardAsync(async () =>
        {
            await using var app = Program.Create(VerbRun.Settings(given.GetRequiredValue(data)), builder => builder.Logging.SetMinimumLevel(LogLevel.Error));
            await ClinicStorage.MigrateAsync(app.Services, stop);
            if (Password() is not { } password) return await VerbRun.FailAsync(VerbRun.Refused, "The passwords do not match.");
            var teamName = given.GetValue(team);
            string[] roles = teamName is null ? [Roles.Administrator] : [Roles.Administrator, Roles.Clinician];
            var (created, problems) = await app.Services.GetRequiredService<StaffRegister>()
                .CreateAsync(new NewAccount(given.GetRequiredValue(userName), given.GetRequiredValue(displayName), password, roles), actor: null);
            if (created is not { } id) return await VerbRun.FailAsync(VerbRun.Refused, string.Join(" ", problems));
            if (teamName is not null) await JoinAsync(app.Services.GetRequiredService<CareTeams>(), teamName, id, stop);
            await Console.Out.WriteLineAsync("The account was created. Its owner enrols an authenticator at the first sign-in.");
            return VerbRun.Done;
        }));
        return command;
    }

    private static async Task JoinAsync(CareTeams teams, string name, Guid staffId, CancellationToken stop)
    {
        var id = (await teams.AllAsync(stop)).FirstOrDefault(t => t.Name == name.Trim())?.Id ?? await teams.CreateAsync(name, staffId, stop);
        await teams.JoinAsync(id, staffId, staffId, stop);
    }

    /// <summary>The password; null where the two that were typed differ.</summary>
    private static string? Password()
    {
        if (Console.IsInputRedirected) return Console.In.ReadLine() ?? "";
        var first = Unseen("Password: ");
        return first == Unseen("The same again: ") ? first : null;
    }

    private static string Unseen(string prompt)
    {
        Console.Write(prompt);
        var typed = new StringBuilder();
        while (Console.ReadKey(intercept: true) is var key && key.Key != ConsoleKey.Enter)
        {
            if (key.Key != ConsoleKey.Backspace) typed.Append(key.KeyChar);
            else if (typed.Length > 0) typed.Length--;
        }

        Console.WriteLine();
        return typed.ToString();
    }
}
