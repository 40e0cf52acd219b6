using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace FerCare.Clinic.Access;

/// <summary>One person's place in one care team, from which all access to patients follows.</summary>
public sealed class CareTeamMember
{
    private CareTeamMember()
    {
    }

    public CareTeamMember(Guid careTeamId, Guid staffId, DateTimeOffset since)
    {
        CareTeamId = Wording.Checked(careTeamId, "Care team");
        StaffId = Wording.Checked(staffId, "Member of staff");
        Since = since;
    }

    public Guid CareTeamId { get; private set; }
    public Guid StaffId { get; private set; }
    public DateTimeOffset Since { get; private set; }
}

internal sealed class CareTeamMemberConfiguration : IEntityTypeConfiguration<CareTeamMember>
{
    public void Configure(EntityTypeBuilder<CareTeamMember> member)
    {
        member.ToTable("care_team_members");
        member.HasKey(m => new { m.StaffId, m.CareTeamId });
        member.HasOne<CareTeam>().WithMany().HasForeignKey(m => m.CareTeamId).OnDelete(DeleteBehavior.Restrict);
        member.HasOne<StaffAccount>().WithMany().HasForeignKey(m => m.StaffId).OnDelete(DeleteBehavior.Cascade);
    }
}
