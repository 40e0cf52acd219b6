using FerCare.Clinic.Audit;
using Microsoft.EntityFrameworkCore;

namespace FerCare.Clinic.Access;

/// <summary>A care team with how many people belong to it.</summary>
public sealed record CareTeamRow(Guid Id, string Name, int Members);

/// <summary>Which care teams exist and who is in them. Holds no clinical data; for administrators.</summary>
public sealed class CareTeams(IDbContextFactory<ClinicContext> contexts, AuditTrail audit, TimeProvider time)
{
    /// <summary>All care teams by name.</summary>
    public Task<IReadOnlyList<CareTeamRow>> AllAsync(CancellationToken cancel = default) => contexts.UseAsync(async context =>
        (IReadOnlyList<CareTeamRow>)await context.CareTeams.AsNoTracking().OrderBy(t => t.Name)
            .Select(t => new CareTeamRow(t.Id, t.Name, context.CareTeamMembers.Count(m => m.CareTeamId == t.Id))).ToListAsync(cancel), cancel);

    /// <summary>Founds a team and returns its id.</summary>
    /// <param name="actor">Who founds it; null at first start, before anybody is signed in.</param>
    /// <exception cref="ArgumentException">The name is empty, too long or taken.</exception>
    public Task<Guid> CreateAsync(string name, Guid? actor, CancellationToken cancel = default) => contexts.UseAsync(async context =>
    {
        var team = new CareTeam(name);
        if (await context.CareTeams.AnyAsync(t => t.Name == team.Name, cancel))
            throw new ArgumentException($"Care team's name: expected a new one, found that \"{team.Name}\" is taken.", nameof(name));
        context.CareTeams.Add(team);
        await audit.AddAsync(context, new AuditEntry(AuditAction.CreateCareTeam, actor, "care team", team.Id.ToString(), team.Name), cancel);
        await context.SaveChangesAsync(cancel);
        return team.Id;
    }, cancel);

    /// <summary>Puts a person into a team; nothing happens if they are in it already.</summary>
    public Task JoinAsync(Guid careTeamId, Guid staffId, Guid? actor, CancellationToken cancel = default) => contexts.UseAsync(async context =>
    {
        if (await context.CareTeamMembers.AnyAsync(m => m.CareTeamId == careTeamId && m.StaffId == staffId, cancel)) return;
        context.CareTeamMembers.Add(new CareTeamMember(careTeamId, staffId, time.GetUtcNow()));
        await audit.AddAsync(context, new AuditEntry(AuditAction.ChangeCareTeam, actor, "care team", careTeamId.ToString(), $"joined: {staffId}"), cancel);
        await context.SaveChangesAsync(cancel);
    }, cancel);

    /// <summary>Takes a person out of a team; from then on they see none of its patients.</summary>
    public Task LeaveAsync(Guid careTeamId, Guid staffId, Guid? actor, CancellationToken cancel = default) => contexts.UseAsync(async context =>
    {
        var member = await context.CareTeamMembers.SingleOrDefaultAsync(m => m.CareTeamId == careTeamId && m.StaffId == staffId, cancel);
        if (member is null) return;
        context.CareTeamMembers.Remove(member);
        await audit.AddAsync(context, new AuditEntry(AuditAction.ChangeCareTeam, actor, "care team", careTeamId.ToString(), $"left: {staffId}"), cancel);
        await context.SaveChangesAsync(cancel);
    }, cancel);
}
