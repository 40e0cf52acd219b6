using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace FerCare.Clinic.Access;

/// <summary>A person who works at the clinic and signs in. Patients have no account.</summary>
public sealed class StaffAccount : IdentityUser<Guid>
{
    private string displayName = "";

    /// <summary>The name colleagues and patients see; 1 to 120 characters.</summary>
    public string DisplayName
    {
        get => displayName;
        set => displayName = Wording.Checked(value, 120, "Display name");
    }
}

internal sealed class StaffAccountConfiguration : IEntityTypeConfiguration<StaffAccount>
{
    public void Configure(EntityTypeBuilder<StaffAccount> account) => account.Property(a => a.DisplayName).HasMaxLength(120);
}
