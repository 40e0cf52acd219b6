using System.Diagnostics.Metrics;
using FerCare.Vision;

namespace FerCare.Web.Monitoring;

/// <summary>What became of frames since the process began.</summary>
/// <param name="Arrived">Came from a browser while its session was to be read.</param>
/// <param name="Read">Were read.</param>
/// <param name="Shed">Were dropped for newer ones of the same session.</param>
/// <param name="Refused">Were no picture within the limits, too many, or could not be read.</param>
public readonly record struct FrameTotals(long Arrived, long Read, long Shed, long Refused);

/// <summary>
/// The load of the server as instruments (meter <see cref="MeterName"/>) that a listener or exporter may follow. One per process, thread-safe.
/// </summary>
public sealed class LoadFigures
{
    public const string MeterName = "FerCare";

    /// <summary>Seconds from the arrival of a frame until its reading begins.</summary>
    public const string Waiting = "fercare.frames.waiting";

    /// <summary>Seconds that the reading of a frame takes.</summary>
    public const string Reading = "fercare.frames.reading";

    /// <summary>Seconds that one stage of a reading takes, where it takes place; <see cref="StageTag"/> tells which.</summary>
    public const string Stage = "fercare.frames.stage";

    /// <summary>decode, locate, landmarks, align, judge or classify.</summary>
    public const string StageTag = "stage";

    /// <summary>Seconds from the camera until a frame is read, by the session's clock (<see cref="CaptureClock"/>).</summary>
    public const string Age = "fercare.frames.age";

    public const string Arrived = "fercare.frames.arrived", Read = "fercare.frames.read", Shed = "fercare.frames.shed", Refused = "fercare.frames.refused";

    /// <summary>Patients who found no place.</summary>
    public const string TurnedAway = "fercare.sessions.turned_away";

    // Around what matters: a frame interval at 25 per second is 40 ms, a result is old at 300 ms and useless at a second.
    private static readonly InstrumentAdvice<double> Seconds = new() { HistogramBucketBoundaries = [0.001, 0.002, 0.005, 0.01, 0.02, 0.04, 0.08, 0.15, 0.3, 0.5, 1, 2, 5] };

    // A stage takes from a few hundredths of a millisecond to some milliseconds.
    private static readonly InstrumentAdvice<double> SmallSeconds = new() { HistogramBucketBoundaries = [0.00005, 0.0001, 0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1] };

    // Made once: a frame allocates nothing for its tags.
    private static readonly KeyValuePair<string, object?>[] StageTags = [.. StageTimes.All.Select(s => KeyValuePair.Create<string, object?>(StageTag, $"{s}".ToLowerInvariant()))];

    private readonly RecentTimes[] stages;
    private readonly Counter<long> arrived, read, shed, refused, turnedAway;
    private readonly Histogram<double> waiting, reading, stage, age;
    private long arrivedSoFar, readSoFar, shedSoFar, refusedSoFar, turnedAwaySoFar;

    public LoadFigures(IMeterFactory meters, TimeProvider time)
    {
        (Ages, Waits, Readings) = (new(time), new(time), new(time));
        stages = [.. StageTimes.All.Select(_ => new RecentTimes(time))];
        var meter = meters.Create(MeterName);
        arrived = meter.CreateCounter<long>(Arrived, "{frame}", "Frames that came from browsers while their session was to be read.");
        read = meter.CreateCounter<long>(Read, "{frame}", "Frames that were read.");
        shed = meter.CreateCounter<long>(Shed, "{frame}", "Frames dropped for newer ones of the same session.");
        refused = meter.CreateCounter<long>(Refused, "{frame}", "Frames that were no picture within the limits, too many, or could not be read.");
        turnedAway = meter.CreateCounter<long>(TurnedAway, "{connection}", "Connections of patients who found no place, because as many sessions were read as may be.");
        waiting = meter.CreateHistogram(Waiting, "s", "From the arrival of a frame until its reading begins.", advice: Seconds);
        reading = meter.CreateHistogram(Reading, "s", "What the reading of a frame takes: decoding, face, landmarks and, where it is its turn, the network.", advice: Seconds);
        stage = meter.CreateHistogram(Stage, "s", "What one stage of the reading of a frame takes, where it takes place.", advice: SmallSeconds);
        age = meter.CreateHistogram(Age, "s", "From the camera until a frame is read.", advice: Seconds);
    }

    /// <summary>What became of frames since the process began.</summary>
    public FrameTotals Totals => new(Interlocked.Read(ref arrivedSoFar), Interlocked.Read(ref readSoFar), Interlocked.Read(ref shedSoFar), Interlocked.Read(ref refusedSoFar));

    /// <summary>From the camera until a frame is read, lately.</summary>
    public RecentTimes Ages { get; }

    /// <summary>From the arrival of a frame until its reading begins, lately.</summary>
    public RecentTimes Waits { get; }

    /// <summary>What the reading of a frame takes, lately.</summary>
    public RecentTimes Readings { get; }

    /// <summary>What a stage of the readings takes, lately; of the frames in which it took place.</summary>
    public RecentTimes Of(ReadingStage stage) => stages[(int)stage];

    /// <summary>How often a patient found no place since the process began.</summary>
    public long TurnedAwaySoFar => Interlocked.Read(ref turnedAwaySoFar);

    internal void CountTurnedAway() => Count(turnedAway, ref turnedAwaySoFar);

    internal void CountArrived() => Count(arrived, ref arrivedSoFar);

    internal void CountShed() => Count(shed, ref shedSoFar);

    internal void CountRefused() => Count(refused, ref refusedSoFar);

    /// <summary>One more frame was read.</summary>
    public void CountRead(TimeSpan waited, TimeSpan took, TimeSpan old, in StageTimes times)
    {
        Count(read, ref readSoFar);
        waiting.Record(waited.TotalSeconds);
        reading.Record(took.TotalSeconds);
        age.Record(old.TotalSeconds);
        Waits.Add(waited);
        Readings.Add(took);
        Ages.Add(old);
        foreach (var part in StageTimes.All)
        {
            if (times[part] is not (> 0 and var ms)) continue;
            stage.Record(ms / 1000.0, StageTags[(int)part]);
            stages[(int)part].Add(TimeSpan.FromMilliseconds(ms));
        }
    }

    private static void Count(Counter<long> instrument, ref long soFar)
    {
        Interlocked.Increment(ref soFar);
        instrument.Add(1);
    }
}
