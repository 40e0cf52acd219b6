using System.Security.Cryptography;
using System.Text;
using FerCare.Clinic.Access;

namespace FerCare.Web.Accounts;

/// <summary>
/// The first start of an empty clinic: a code printed where the program runs lets its owner create the first administrator and
/// care team, once. There are no default accounts.
/// </summary>
public sealed class FirstStart(StaffRegister staff, CareTeams teams) : IDisposable
{
    private readonly SemaphoreSlim oneAtATime = new(1);
    private readonly string code = RandomNumberGenerator.GetString("ABCDEFGHJKLMNPQRSTUVWXYZ23456789", 20);
    private bool closed;

    /// <summary>The code to print; it is good until the first account exists or the program stops.</summary>
    public string Code => code;

    /// <summary>No account exists yet.</summary>
    public async Task<bool> IsOpenAsync()
    {
        if (!closed) closed = await staff.AnyAsync();
        return !closed;
    }

    /// <summary>Creates the first account, administrator and clinician in one, and its care team; returns what was wrong, nothing if it is done.</summary>
    public async Task<IReadOnlyList<string>> CompleteAsync(string? givenCode, NewAccount account, string teamName)
    {
        await oneAtATime.WaitAsync();
        try
        {
            if (!await IsOpenAsync()) return ["FerCare is set up already."];
            if (!Matches(givenCode)) return ["That is not the code this program printed when it started."];
            if (string.IsNullOrWhiteSpace(teamName)) return ["Give the care team a name."];
            var (created, problems) = await staff.CreateAsync(account with { Roles = Roles.All }, actor: null);
            if (created is null) return problems;
            closed = true;
            await teams.JoinAsync(await teams.CreateAsync(teamName, created), created.Value, created);
            return [];
        }
        finally
        {
            oneAtATime.Release();
        }
    }

    public void Dispose() => oneAtATime.Dispose();

    private bool Matches(string? given) =>
        CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(given?.Trim().ToUpperInvariant() ?? "")), SHA256.HashData(Encoding.UTF8.GetBytes(code)));
}
