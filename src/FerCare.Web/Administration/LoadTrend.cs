using FerCare.Web.Monitoring;

namespace FerCare.Web.Administration;

/// <summary>Frames per second over the last looks; null before the second one.</summary>
public sealed class LoadTrend
{
    private const int Looks = 6; // of a second each
    private readonly Queue<(TimeSpan Up, FrameTotals Frames)> seen = new();

    public FramesPerSecond? Next(ServerLook look)
    {
        seen.Enqueue((look.Up, look.Frames));
        if (seen.Count > Looks) seen.Dequeue();
        var (from, then) = seen.Peek();
        var seconds = (look.Up - from).TotalSeconds;
        return seconds <= 0 ? null : new((look.Frames.Arrived - then.Arrived) / seconds, (look.Frames.Read - then.Read) / seconds,
            (look.Frames.Shed - then.Shed) / seconds, (look.Frames.Refused - then.Refused) / seconds);
    }
}

/// <summary>What becomes of frames, each per second.</summary>
public sealed record FramesPerSecond(double Arrived, double Read, double Shed, double Refused);
