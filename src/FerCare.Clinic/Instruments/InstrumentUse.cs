using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace FerCare.Clinic.Instruments;

/// <summary>An instrument that the clinic has switched on.</summary>
public sealed class InstrumentUse
{
    private InstrumentUse() => InstrumentId = "";

    internal InstrumentUse(string instrumentId, bool licenceConfirmed, Guid switchedOnBy, DateTimeOffset switchedOnAt)
    {
        InstrumentId = Wording.Checked(instrumentId, 40, "Instrument");
        LicenceConfirmed = licenceConfirmed;
        SwitchedOnBy = Wording.Checked(switchedOnBy, "Member of staff");
        SwitchedOnAt = switchedOnAt;
    }

    public string InstrumentId { get; private set; }

    /// <summary>The administrator confirmed that the clinic may use the words.</summary>
    public bool LicenceConfirmed { get; private set; }
    public Guid SwitchedOnBy { get; private set; }
    public DateTimeOffset SwitchedOnAt { get; private set; }
}

internal sealed class InstrumentUseConfiguration : IEntityTypeConfiguration<InstrumentUse>
{
    public void Configure(EntityTypeBuilder<InstrumentUse> use)
    {
        use.ToTable("instruments_in_use");
        use.HasKey(u => u.InstrumentId);
        use.Property(u => u.InstrumentId).HasMaxLength(40);
    }
}
