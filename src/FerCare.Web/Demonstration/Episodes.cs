namespace FerCare.Web.Demonstration;

/// <summary>Something that is on for a while and off for a while, at random, with a given share of the time on.</summary>
internal sealed class Episodes(Random random, double share, double meanSeconds)
{
    private readonly double offSeconds = meanSeconds * (1 - share) / Math.Max(share, 1e-6);
    private double left = share >= 1 ? double.PositiveInfinity : random.NextExponential(meanSeconds * (1 - share) / Math.Max(share, 1e-6));

    /// <summary>Whether it is on now.</summary>
    public bool On { get; private set; } = share >= 1;

    /// <summary>Lets time pass and says whether it is on then.</summary>
    public bool After(double seconds)
    {
        left -= seconds;
        while (left <= 0)
        {
            On = !On;
            left += Math.Max(0.2, random.NextExponential(On ? meanSeconds : offSeconds));
        }

        return On;
    }
}
