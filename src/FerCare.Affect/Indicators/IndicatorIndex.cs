namespace FerCare.Affect.Indicators;

/// <summary>How components are put together.</summary>
public static class IndicatorIndex
{
    /// <summary>
    /// Sum of the signed z values over sqrt(k + k(k-1) rho): standard deviation 1 for any number of components that correlate by rho.
    /// </summary>
    public static double Of(IReadOnlyCollection<double> signedZ, double correlation)
    {
        var k = signedZ.Count;
        if (k == 0) throw new ArgumentException("Expected at least one component, found none.", nameof(signedZ));
        return signedZ.Sum() / Math.Sqrt(k + k * (k - 1) * correlation);
    }
}
