using System.Diagnostics;

namespace FerCare.Vision;

/// <summary>The steps from an encoded frame to a reading, in order.</summary>
public enum ReadingStage
{
    Decode,

    /// <summary>Searching the frame or confirming the face followed; next to nothing where it is only followed.</summary>
    Locate,

    Landmarks,

    Align,

    /// <summary>Pose and quality.</summary>
    Judge,

    Classify,
}

/// <summary>How long each stage of the last frame took, for measurements. One for each reader.</summary>
public sealed class StageClock
{
    private static readonly int Stages = Enum.GetValues<ReadingStage>().Length;
    private readonly long[] ticks = new long[Stages];
    private long last;

    /// <summary>A new frame begins.</summary>
    public void Start()
    {
        Array.Clear(ticks);
        last = Stopwatch.GetTimestamp();
    }

    /// <summary>What went on since the last call was this stage.</summary>
    public void End(ReadingStage stage)
    {
        var now = Stopwatch.GetTimestamp();
        ticks[(int)stage] += now - last;
        last = now;
    }

    /// <summary>Milliseconds of a stage in the last frame; 0 where it did not take place.</summary>
    public double Milliseconds(ReadingStage stage) => ticks[(int)stage] * 1000.0 / Stopwatch.Frequency;
}
