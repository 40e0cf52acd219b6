using FerCare.Clinic;
using FerCare.Clinic.Access;
using FerCare.Clinic.Audit;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace FerCare.Web.Accounts;

/// <summary>What an administrator gives to create an account.</summary>
public sealed record NewAccount(string UserName, string DisplayName, string Password, IReadOnlyList<string> Roles);

/// <summary>An account as the administrator's page lists it.</summary>
public sealed record AccountRow(Guid Id, string UserName, string DisplayName, IReadOnlyList<string> Roles, IReadOnlyList<Guid> Teams, bool Locked, bool HasSecondFactor, bool Disabled);

/// <summary>The accounts of the clinic's staff. Holds no clinical data; for administrators.</summary>
public sealed class StaffRegister(IServiceScopeFactory scopes, IDbContextFactory<ClinicContext> contexts, AuditTrail audit, OpenPages pages, TimeProvider time)
{
    /// <summary>At least one account exists.</summary>
    public async Task<bool> AnyAsync()
    {
        await using var clinic = await contexts.CreateDbContextAsync();
        return await clinic.Users.AnyAsync();
    }

    /// <summary>All accounts by name.</summary>
    public async Task<IReadOnlyList<AccountRow>> ListAsync(CancellationToken cancel = default)
    {
        await using var clinic = await contexts.CreateDbContextAsync(cancel);
        var now = time.GetUtcNow();
        var accounts = await clinic.Users.AsNoTracking().Select(u => new { u.Id, u.UserName, u.DisplayName, u.LockoutEnd, HasSecondFactor = u.SecondFactorSecret != null, u.DisabledAt }).ToListAsync(cancel);
        var roles = (await (from held in clinic.UserRoles join role in clinic.Roles on held.RoleId equals role.Id select new { held.UserId, role.Name }).ToListAsync(cancel)).ToLookup(r => r.UserId, r => r.Name!);
        var teams = (await clinic.CareTeamMembers.AsNoTracking().Select(m => new { m.StaffId, m.CareTeamId }).ToListAsync(cancel)).ToLookup(m => m.StaffId, m => m.CareTeamId);
        return [.. accounts.OrderBy(a => a.DisplayName, StringComparer.CurrentCultureIgnoreCase)
            .Select(a => new AccountRow(a.Id, a.UserName!, a.DisplayName, [.. roles[a.Id].Order()], [.. teams[a.Id]], a.LockoutEnd > now, a.HasSecondFactor, a.DisabledAt != null))];
    }

    /// <summary>Creates an account; its id, or what stands against it in words for the person who typed it.</summary>
    /// <param name="actor">The administrator; null at first start.</param>
    public async Task<(Guid? Created, IReadOnlyList<string> Problems)> CreateAsync(NewAccount wanted, Guid? actor)
    {
        if (string.IsNullOrWhiteSpace(wanted.DisplayName)) return (null, ["Give the name that colleagues see."]);
        if (wanted.DisplayName.Trim().Length > 120) return (null, ["The name may have 120 characters."]);
        if (wanted.Roles.Count == 0) return (null, ["Choose at least one role."]);
        await using var scope = scopes.CreateAsyncScope();
        var accounts = scope.ServiceProvider.GetRequiredService<UserManager<StaffAccount>>();
        var roles = scope.ServiceProvider.GetRequiredService<RoleManager<IdentityRole<Guid>>>();
        foreach (var role in wanted.Roles.Where(Roles.All.Contains))
        {
            if (!await roles.RoleExistsAsync(role)) await roles.CreateAsync(new IdentityRole<Guid>(role) { Id = Guid.CreateVersion7() });
        }

        var account = new StaffAccount { Id = Guid.CreateVersion7(), UserName = wanted.UserName.Trim(), DisplayName = wanted.DisplayName };
        var result = await accounts.CreateAsync(account, wanted.Password);
        if (result.Succeeded) result = await accounts.AddToRolesAsync(account, wanted.Roles);
        if (!result.Succeeded) return (null, [.. result.Errors.Select(e => e.Description)]);
        await audit.RecordAsync(new AuditEntry(AuditAction.CreateAccount, actor, "account", account.Id.ToString(), string.Join(", ", wanted.Roles)));
        return (account.Id, []);
    }

    /// <summary>
    /// Takes the second factor, the recovery codes and the passkeys off an account whose owner has lost them: they enrol again at their next sign-in.
    /// Ends what pages they have open.
    /// </summary>
    public async Task ResetSecondFactorAsync(Guid staffId, Guid actor, CancellationToken cancel = default)
    {
        await using (var clinic = await contexts.CreateDbContextAsync(cancel))
        {
            await using var change = await clinic.Database.BeginTransactionAsync(cancel);
            var stamp = NewStamp();
            await clinic.Users.Where(u => u.Id == staffId).ExecuteUpdateAsync(set => set.SetProperty(u => u.SecondFactorSecret, (string?)null)
                .SetProperty(u => u.LastCodeStep, (long?)null).SetProperty(u => u.TwoFactorEnabled, false).SetProperty(u => u.SecurityStamp, stamp), cancel);
            await clinic.RecoveryCodes.Where(c => c.StaffId == staffId).ExecuteDeleteAsync(cancel);
            await clinic.UserPasskeys.Where(p => p.UserId == staffId).ExecuteDeleteAsync(cancel);
            await audit.AddAsync(clinic, new AuditEntry(AuditAction.ResetSecondFactor, actor, "account", staffId.ToString()), cancel);
            await clinic.SaveChangesAsync(cancel);
            await change.CommitAsync(cancel);
        }

        pages.End(staffId);
    }

    /// <summary>Shuts an account: nobody signs in to it, and the pages that are open are cut at once.</summary>
    public Task DisableAsync(Guid staffId, Guid actor, CancellationToken cancel = default) => StandAsync(staffId, actor, time.GetUtcNow(), cancel);

    /// <summary>Opens an account again.</summary>
    public Task EnableAsync(Guid staffId, Guid actor, CancellationToken cancel = default) => StandAsync(staffId, actor, null, cancel);

    private async Task StandAsync(Guid staffId, Guid actor, DateTimeOffset? disabledAt, CancellationToken cancel)
    {
        if (disabledAt is not null && staffId == actor) throw new InvalidOperationException("An administrator cannot disable their own account.");
        await using (var clinic = await contexts.CreateDbContextAsync(cancel))
        {
            await using var change = await clinic.Database.BeginTransactionAsync(cancel);
            var stamp = NewStamp();
            await clinic.Users.Where(u => u.Id == staffId).ExecuteUpdateAsync(set => set.SetProperty(u => u.DisabledAt, disabledAt).SetProperty(u => u.SecurityStamp, stamp), cancel);
            await audit.AddAsync(clinic, new AuditEntry(disabledAt is null ? AuditAction.EnableAccount : AuditAction.DisableAccount, actor, "account", staffId.ToString()), cancel);
            await clinic.SaveChangesAsync(cancel);
            await change.CommitAsync(cancel);
        }

        pages.End(staffId);
    }

    internal static string NewStamp() => System.Security.Cryptography.RandomNumberGenerator.GetHexString(32);
}
