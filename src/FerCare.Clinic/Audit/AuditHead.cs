namespace FerCare.Clinic.Audit;

/// <summary>The end of the chain: the number of its newest record and that record's seal.</summary>
/// <param name="Number">1 for the first record; 0 where there is none yet.</param>
/// <param name="Seal">32 bytes.</param>
internal sealed record AuditHead(long Number, byte[] Seal)
{
    /// <summary>What the first record follows.</summary>
    public static AuditHead Start { get; } = new(0, new byte[AuditSeal.Bytes]);

    public bool Is(AuditHead other) => Number == other.Number && Seal.AsSpan().SequenceEqual(other.Seal);
}
