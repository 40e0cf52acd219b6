namespace FerCare.Web.Monitoring;

/// <summary>
/// The frame rate asked of every browser, judged twice a second. It goes down a step where frames wait long or are shed, and up again
/// after a calm: a browser that sends less loses less than one whose frames are thrown away. Between the two waits it stays, and a
/// step up that has to be taken back makes the next calm twice as long, so that it does not swing; once far fewer frames would
/// come than when it was lowered, as after sessions have ended, the calm is short again.
/// </summary>
public sealed class WantedRate(MonitoringOptions options)
{
    private const double ToleratedShare = 0.01;  // of the frames that arrive; more shed than this is felt by the indicators
    private const int ShortestCalm = 10;         // rounds of half a second
    private const int LongestCalm = 120;
    private const double Relieved = 0.7;         // of the frames that would have come at the whole rate when it was lowered last
    private const int Regretted = 20;            // rounds within which a step up counts as one too many
    private static readonly double[] Steps = [1, 0.8, 0.6, 0.4];

    private int step;
    private int calm;
    private int calmNeeded = ShortestCalm;
    private int sinceUp = Regretted;
    private double loweredAt; // frames of half a second at the whole rate

    /// <summary>Frames per second.</summary>
    public int PerSecond => Math.Max(1, (int)Math.Round(options.FramesPerSecond * Steps[step]));

    /// <summary>What became of the frames of all sessions in the last half second.</summary>
    public void Judge(FrameCounts counts)
    {
        var waitMs = counts.Read == 0 ? 0 : counts.Waited.TotalMilliseconds / counts.Read;
        sinceUp = Math.Min(sinceUp + 1, LongestCalm);
        if (waitMs >= options.SlowDownFromMs || counts.Shed > counts.Offered * ToleratedShare) Lower(counts.Offered);
        else if (waitMs > options.SpeedUpToMs) calm = 0;
        else
        {
            if (counts.Offered / Steps[step] < loweredAt * Relieved) calmNeeded = ShortestCalm;
            if (++calm >= calmNeeded) Raise();
        }
    }

    private void Lower(long offered)
    {
        calm = 0;
        loweredAt = offered / Steps[step];
        if (sinceUp < Regretted) calmNeeded = Math.Min(2 * calmNeeded, LongestCalm);
        step = Math.Min(step + 1, Steps.Length - 1);
    }

    private void Raise()
    {
        calm = 0;
        if (step == 0)
        {
            calmNeeded = ShortestCalm;
            return;
        }

        step--;
        sinceUp = 0;
    }
}
