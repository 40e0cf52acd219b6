using System.Collections.Immutable;
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

/// <summary>How long each stage of the last frame took. One for each reader.</summary>
public sealed class StageClock
{
    private readonly long[] ticks = new long[StageTimes.All.Length];
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

    /// <summary>The last frame's stages, as a value that outlives the next one.</summary>
    public StageTimes Times => new(Of(ReadingStage.Decode), Of(ReadingStage.Locate), Of(ReadingStage.Landmarks), Of(ReadingStage.Align), Of(ReadingStage.Judge), Of(ReadingStage.Classify));

    private float Of(ReadingStage stage) => (float)Milliseconds(stage);
}

/// <summary>How long each stage of one frame took, milliseconds; 0 where it did not take place.</summary>
public readonly record struct StageTimes(float Decode, float Locate, float Landmarks, float Align, float Judge, float Classify)
{
    /// <summary>Every stage, in order.</summary>
    public static ImmutableArray<ReadingStage> All { get; } = [.. Enum.GetValues<ReadingStage>()];

    /// <summary>Milliseconds of one stage.</summary>
    public float this[ReadingStage stage] => stage switch
    {
        ReadingStage.Decode => Decode,
        ReadingStage.Locate => Locate,
        ReadingStage.Landmarks => Landmarks,
        ReadingStage.Align => Align,
        ReadingStage.Judge => Judge,
        ReadingStage.Classify => Classify,
        _ => throw new ArgumentOutOfRangeException(nameof(stage), stage, "Expected a stage of a reading."),
    };
}
