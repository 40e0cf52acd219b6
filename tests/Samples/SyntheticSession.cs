using FerCare.Affect;
using FerCare.Affect.Signals;
using FerCare.Affect.Timeline;

namespace FerCare.Samples;

/// <summary>A made-up session whose true figures are known.</summary>
public sealed record SyntheticSession
{
    public double FramesPerSecond { get; init; } = 30;
    public double EmotionsPerSecond { get; init; } = 8;
    public double Seconds { get; init; } = 240;
    public double BaselineSeconds { get; init; } = 30;
    public double OpenEye { get; init; } = 0.32;
    public double EyeNoise { get; init; } = 0.012;
    public double BlinksPerMinute { get; init; } = 17;
    public double BlinkMs { get; init; } = 190;
    public double HeadSwayDegrees { get; init; } = 6;
    public double HeadSwayHertz { get; init; } = 0.4;
    public double PoseNoise { get; init; } = 0.05;
    public double HeadDownShare { get; init; } = 0.2;
    public double MovementPerSecond { get; init; } = 0.2;
    public double SmileShare { get; init; } = 0.25;
    public double FearAnger { get; init; } = 0.1;
    public double Sadness { get; init; } = 0.05;
    public IReadOnlyList<TimeSpanMs> NoFace { get; init; } = [];
    public IReadOnlyList<TimeSpanMs> Gaps { get; init; } = [];
    public int Seed { get; init; } = 1;

    /// <summary>When the eyes start to close, milliseconds.</summary>
    public IReadOnlyList<double> BlinkTimes()
    {
        var random = new Random(Seed + 1000);
        var times = new List<double>();
        if (BlinksPerMinute <= 0) return times;
        var mean = 60_000 / BlinksPerMinute;
        for (var t = mean; t < Seconds * 1000 - 1500; t += mean * (0.6 + 0.8 * random.NextDouble())) times.Add(t);
        return times;
    }

    public SessionSeries Build()
    {
        var blinks = BlinkTimes();
        var random = new Random(Seed);
        var frames = new List<FrameSample>();
        var lastStep = 0L;
        var blink = 0;
        foreach (var t in Times(FramesPerSecond))
        {
            if (IsIn(Gaps, t)) continue;
            if (IsIn(NoFace, t))
            {
                lastStep = t / 100;
                frames.Add(new(t, QualityIssue.NoFace, null, null, null, null, null));
                continue;
            }

            while (blink < blinks.Count && blinks[blink] + 2 * BlinkMs < t) blink++;
            var eye = Math.Abs(OpenEye * (1 - (blink < blinks.Count ? Closure(t - blinks[blink]) : 0)) + Gauss(random) * EyeNoise);
            var phase = 2 * Math.PI * HeadSwayHertz * t / 1000;
            var down = InBehaviour(t) && t / 1000.0 % 10 < 10 * HeadDownShare ? -14 : 0;
            var pose = new HeadPose(HeadSwayDegrees * Math.Sin(phase) + Gauss(random) * PoseNoise, down + Gauss(random) * PoseNoise, Gauss(random) * PoseNoise);
            var step = t / 100;
            double? path = step > lastStep ? MovementPerSecond * 0.1 * (step - lastStep) : null;
            lastStep = step;
            frames.Add(new(t, QualityIssue.None, new FaceBox(200, 120, 200, 200), eye, eye, pose, path));
        }

        return new(frames, EmotionSeries(random), Gaps, new(0, (long)(BaselineSeconds * 1000)), (long)(Seconds * 1000));
    }

    public SessionSignals Signals() => SessionSignals.Of(Build(), SignalOptions.Default);

    public static double Gauss(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    /// <summary>Probabilities with a given share for some emotions; neutral takes the rest.</summary>
    public static EmotionProbabilities Expression(double happy = 0, double sad = 0, double fear = 0, double angry = 0) =>
        new((float)angry, 0, (float)fear, (float)happy, (float)sad, 0, (float)(1 - happy - sad - fear - angry));

    private List<EmotionSample> EmotionSeries(Random random)
    {
        var emotions = new List<EmotionSample>();
        foreach (var t in Times(EmotionsPerSecond))
        {
            if (IsIn(Gaps, t)) continue;
            if (IsIn(NoFace, t)) emotions.Add(new(t, QualityIssue.NoFace, null));
            else if (!InBehaviour(t)) emotions.Add(new(t, QualityIssue.None, Expression()));
            else emotions.Add(new(t, QualityIssue.None, t / 1000.0 % 10 >= 10 * (1 - SmileShare)
                ? Expression(happy: (0.8 + 0.05 * random.NextDouble()) * (1 - FearAnger), fear: FearAnger / 2, angry: FearAnger / 2)
                : Expression(happy: 0.05, sad: Sadness, fear: FearAnger / 2, angry: FearAnger / 2)));
        }

        return emotions;
    }

    private bool InBehaviour(long t) => t >= BaselineSeconds * 1000;

    /// <summary>Closing takes a third of the blink, opening two thirds; measured at half closure.</summary>
    private double Closure(double sinceMs)
    {
        var length = BlinkMs * 1.6;
        if (sinceMs < 0 || sinceMs > length) return 0;
        return 0.9 * (sinceMs < length / 3 ? Math.Sin(Math.PI / 2 * sinceMs / (length / 3)) : Math.Cos(Math.PI / 2 * (sinceMs - length / 3) / (length * 2 / 3)));
    }

    private IEnumerable<long> Times(double perSecond)
    {
        for (var i = 0; i < Seconds * perSecond; i++) yield return (long)Math.Round(i * 1000 / perSecond);
    }

    private static bool IsIn(IReadOnlyList<TimeSpanMs> spans, long t) => spans.Any(s => s.Contains(t));
}
