namespace FerCare.Web.Monitoring;

/// <summary>
/// The frame rate asked of every browser. Where more than a twentieth of the frames is shed it goes down a step, after five
/// calm seconds up again: a browser that sends less loses less than one whose frames are thrown away.
/// </summary>
public sealed class WantedRate(int most)
{
    private const double ToleratedShare = 0.05;
    private const int CalmRounds = 10;
    private static readonly double[] Steps = [1, 0.8, 0.6, 0.4];

    private int step;
    private int calm;

    /// <summary>Frames per second.</summary>
    public int PerSecond => Math.Max(1, (int)Math.Round(most * Steps[step]));

    /// <summary>What arrived and what was shed of it in the last half second.</summary>
    public void Judge(long arrived, long shed)
    {
        if (shed > arrived * ToleratedShare)
        {
            calm = 0;
            step = Math.Min(step + 1, Steps.Length - 1);
        }
        else if (++calm >= CalmRounds)
        {
            calm = 0;
            step = Math.Max(step - 1, 0);
        }
    }
}
