using System.Diagnostics;
using FerCare.Vision;

namespace FerCare.Bench;

/// <summary>One way of reading one size of frames, visited for a few frames at a time, and what was measured of it.</summary>
/// <param name="frames">What is read, in a circle.</param>
/// <param name="mode">How.</param>
/// <param name="framesInARow">Frames read at a visit.</param>
/// <param name="clock">The reader's.</param>
/// <param name="read">Reads a frame with its number; tells the distance of the outer eye corners in pixels, null without a face.</param>
internal sealed class PipelineRun(CameraFrames frames, string mode, int framesInARow, StageClock clock, Func<byte[], int, double?> read)
{
    private static readonly ReadingStage[] Stages = Enum.GetValues<ReadingStage>();
    private readonly List<double>[] times = [.. Stages.Select(_ => new List<double>(4096))];
    private int next, counted, faces;
    private TimeSpan processor, elapsed;
    private long allocated;
    private double eyes;

    public string Size => frames.Size;

    public string Mode => mode;

    /// <summary>By this process's processor time, so that a busy machine does not count.</summary>
    public double FramesPerSecondCore => counted / processor.TotalSeconds;

    /// <summary>By the clock on this machine.</summary>
    public double FramesPerSecondClock => counted / elapsed.TotalSeconds;

    public double BytesPerFrame => (double)allocated / counted;

    public double ShareWithFace => (double)faces / counted;

    /// <summary>Mean distance of the outer eye corners, pixels: how large the face is seen.</summary>
    public double EyeDistance => eyes / faces;

    public double FrameBytes => frames.MeanBytes;

    public int Frames => counted;

    /// <summary>Reads some frames; a visit that warms up is not counted.</summary>
    public void Visit(bool counts)
    {
        var (usage, started, bytes) = (Environment.CpuUsage.TotalTime, Stopwatch.GetTimestamp(), GC.GetAllocatedBytesForCurrentThread());
        for (var i = 0; i < framesInARow; i++)
        {
            var seen = read(frames[next], next);
            next++;
            if (!counts) continue;
            if (seen is { } distance)
            {
                faces++;
                eyes += distance;
            }

            foreach (var stage in Stages)
                if (clock.Milliseconds(stage) is > 0 and var took) times[(int)stage].Add(took);
        }

        if (!counts) return;
        allocated += GC.GetAllocatedBytesForCurrentThread() - bytes;
        elapsed += Stopwatch.GetElapsedTime(started);
        processor += Environment.CpuUsage.TotalTime - usage;
        counted += framesInARow;
    }

    /// <summary>Percentiles over the frames in which the stage took place, and its share of a mean frame.</summary>
    public IEnumerable<(ReadingStage Stage, double Median, double P99, double PerFrame)> StageTimes()
    {
        foreach (var stage in Stages)
        {
            if (times[(int)stage] is not { Count: > 0 } taken) continue;
            var ordered = taken.Order().ToArray();
            yield return (stage, ordered[ordered.Length / 2], ordered[Math.Min(ordered.Length - 1, (int)(0.99 * ordered.Length))], taken.Sum() / counted);
        }
    }
}
