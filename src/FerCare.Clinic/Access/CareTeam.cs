using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace FerCare.Clinic.Access;

/// <summary>The people who share the care of a group of patients, and the boundary of who may see them.</summary>
public sealed class CareTeam
{
    private CareTeam() => Name = "";

    public CareTeam(string name)
    {
        Id = Guid.CreateVersion7();
        Name = Wording.Checked(name, 120, "Care team's name");
    }

    public Guid Id { get; private set; }
    public string Name { get; private set; }
}

internal sealed class CareTeamConfiguration : IEntityTypeConfiguration<CareTeam>
{
    public void Configure(EntityTypeBuilder<CareTeam> team)
    {
        team.ToTable("care_teams");
        team.Property(t => t.Id).ValueGeneratedNever();
        team.Property(t => t.Name).HasMaxLength(120);
        team.HasIndex(t => t.Name).IsUnique();
    }
}
