using FerCare.Clinic;
using Microsoft.EntityFrameworkCore;

namespace FerCare.Web.Accounts;

/// <summary>
/// Locks an account for a while after a row of failures, passwords and codes together. A try is spent before it is judged: of any number
/// of attempts at the same instant no more than that row are looked at.
/// </summary>
public sealed class AccountLock(IDbContextFactory<ClinicContext> contexts, TimeProvider time)
{
    /// <summary>Failures in a row.</summary>
    public const int MostFailures = 7;

    /// <summary>How long an account stays locked.</summary>
    public static readonly TimeSpan Duration = TimeSpan.FromMinutes(5);

    /// <summary>Spends a try; false while the account is locked.</summary>
    public async Task<bool> SpendAsync(Guid staffId)
    {
        await using var clinic = await contexts.CreateDbContextAsync();
        DateTimeOffset? now = time.GetUtcNow();
        var spent = await clinic.Users.Where(u => u.Id == staffId && u.AccessFailedCount < MostFailures && (u.LockoutEnd == null || u.LockoutEnd <= now))
            .ExecuteUpdateAsync(set => set.SetProperty(u => u.AccessFailedCount, u => u.AccessFailedCount + 1));
        // The row may be full without a lock: its last try was spent by a process that died before it was judged.
        if (spent == 0) await LockedNowAsync(staffId);
        return spent > 0;
    }

    /// <summary>The try failed; true where that locked the account.</summary>
    public Task<bool> FailAsync(Guid staffId) => LockedNowAsync(staffId);

    /// <summary>The password was right, the code is still to come: this try does not count, the ones before still do.</summary>
    public async Task GiveBackAsync(Guid staffId)
    {
        await using var clinic = await contexts.CreateDbContextAsync();
        await clinic.Users.Where(u => u.Id == staffId && u.AccessFailedCount > 0).ExecuteUpdateAsync(set => set.SetProperty(u => u.AccessFailedCount, u => u.AccessFailedCount - 1));
    }

    /// <summary>The person is in: the row of failures is over.</summary>
    public async Task ResetAsync(Guid staffId)
    {
        await using var clinic = await contexts.CreateDbContextAsync();
        await clinic.Users.Where(u => u.Id == staffId && u.AccessFailedCount > 0).ExecuteUpdateAsync(set => set.SetProperty(u => u.AccessFailedCount, 0));
    }

    private async Task<bool> LockedNowAsync(Guid staffId)
    {
        await using var clinic = await contexts.CreateDbContextAsync();
        DateTimeOffset? until = time.GetUtcNow() + Duration;
        return await clinic.Users.Where(u => u.Id == staffId && u.AccessFailedCount >= MostFailures)
            .ExecuteUpdateAsync(set => set.SetProperty(u => u.AccessFailedCount, 0).SetProperty(u => u.LockoutEnd, until)) > 0;
    }
}
