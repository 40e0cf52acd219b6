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

    /// <summary>The secret shared with the person's authenticator, protected by a key outside the database; null before it is enrolled.</summary>
    public string? SecondFactorSecret { get; set; }

    /// <summary>The time step of the last code that was taken: it and every earlier one are used up.</summary>
    public long? LastCodeStep { get; set; }

    /// <summary>Since when the account cannot sign in; null where it can.</summary>
    public DateTimeOffset? DisabledAt { get; set; }
}

internal sealed class StaffAccountConfiguration : IEntityTypeConfiguration<StaffAccount>
{
    public void Configure(EntityTypeBuilder<StaffAccount> account)
    {
        account.Property(a => a.DisplayName).HasMaxLength(120);
        account.Property(a => a.SecondFactorSecret).HasMaxLength(1000);
    }
}
