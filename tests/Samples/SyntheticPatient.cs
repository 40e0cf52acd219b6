using FerCare.Affect.Indicators;
using FerCare.Affect.Signals;

namespace FerCare.Samples;

/// <summary>
/// A made-up patient with figures of their own and a course. The components share one factor, liveliness, that lowers the
/// depression pattern and raises the stress pattern, so that any two components of an index correlate alike. Figures are not cut at natural limits.
/// </summary>
public sealed class SyntheticPatient
{
    private static readonly IReadOnlyDictionary<SignalKind, double> Population = new Dictionary<SignalKind, double>
    {
        [SignalKind.SmileRatio] = 0.3,
        [SignalKind.Expressivity] = 0.2,
        [SignalKind.HeadVelocity] = 14,
        [SignalKind.HeadDownShare] = 0.25,
        [SignalKind.EyeOpening] = 0.32,
        [SignalKind.BlinkRate] = 20,
        [SignalKind.BlinkDuration] = 200,
        [SignalKind.FearAngerShare] = 0.15,
    };

    private readonly Random random;
    private readonly SyntheticWorld world;
    private readonly SyntheticCourse course;
    private readonly IndicatorOptions options;
    private readonly Dictionary<SignalKind, double> usual;
    private readonly Dictionary<SignalKind, double> now = [];

    /// <param name="random">Where chance comes from; patients made one after another from the same one differ.</param>
    public SyntheticPatient(Random random, SyntheticWorld world, SyntheticCourse course, IndicatorOptions options)
    {
        (this.random, this.world, this.course, this.options) = (random, world, course, options);
        // People differ more than conditions do: the patient's own mean lies anywhere within a spread as wide as the change.
        usual = Population.ToDictionary(p => p.Key, p => p.Value + 1.5 * options.Spreads[p.Key].PriorSd * (2 * random.NextDouble() - 1));
    }

    /// <summary>The figures of the next session, drawn anew at each call.</summary>
    /// <param name="number">Counted from 1.</param>
    public IReadOnlyDictionary<SignalKind, double> Figures(int number)
    {
        var shared = SyntheticSession.Gauss(random);
        var tail = Tail();
        foreach (var (kind, mean) in usual)
        {
            var spread = options.Spreads[kind].PriorSd;
            var deviation = tail * (Liveliness(kind) * Math.Sqrt(world.Correlation) * shared + Math.Sqrt(1 - world.Correlation) * SyntheticSession.Gauss(random));
            if (number >= world.ChangedFrom) deviation += world.Change * (int)(DirectionIn(course, kind) ?? 0);
            var noise = world.SensorNoise > 0 ? world.SensorNoise * SyntheticSession.Gauss(random) : 0;
            now[kind] = mean + spread * (world.SpreadFactor * deviation + noise);
        }

        return now;
    }

    /// <summary>The signals of the next session, as if they had been worked out from its samples.</summary>
    /// <param name="number">Counted from 1.</param>
    public SessionSignals Session(int number)
    {
        var figures = Figures(number);
        var withheld = random.NextDouble() < world.WithheldSessions ? "41 % of the observed time had valid frames, at least 60 % are needed" : null;
        Signal At(SignalKind kind) => random.NextDouble() < world.WithheldFigures ? NotSeen : Signal.Of(figures[kind]);
        return new(At(SignalKind.SmileRatio), NotSeen, NotSeen, At(SignalKind.Expressivity), At(SignalKind.HeadVelocity), At(SignalKind.HeadDownShare),
            At(SignalKind.EyeOpening), At(SignalKind.BlinkRate), At(SignalKind.BlinkDuration), At(SignalKind.FearAngerShare), withheld is null ? 0.9 : 0.41, 1200, withheld);
    }

    /// <summary>The samples of the next session, from which its signals can be worked out; low coverage is a face that is mostly not found.</summary>
    /// <param name="number">Counted from 1.</param>
    public SyntheticSession Recording(int number)
    {
        var figures = Figures(number);
        var session = new SyntheticSession { FramesPerSecond = 25, Seconds = 160, Seed = random.Next() };
        return session with
        {
            SmileShare = Math.Clamp(figures[SignalKind.SmileRatio], 0, 1),
            MovementPerSecond = Math.Max(0, figures[SignalKind.Expressivity]),
            HeadSwayDegrees = Math.Max(0, figures[SignalKind.HeadVelocity]) * Math.Sqrt(2) / (2 * Math.PI * session.HeadSwayHertz),
            HeadDownShare = Math.Clamp(figures[SignalKind.HeadDownShare], 0, 1),
            OpenEye = Math.Max(0.15, figures[SignalKind.EyeOpening]),
            BlinksPerMinute = Math.Max(2, figures[SignalKind.BlinkRate]),
            BlinkMs = Math.Clamp(figures[SignalKind.BlinkDuration], 100, 400),
            FearAnger = Math.Clamp(figures[SignalKind.FearAngerShare], 0, 0.35),
            NoFace = random.NextDouble() < world.WithheldSessions ? [new(40_000, 130_000)] : [],
        };
    }

    private static Signal NotSeen { get; } = Signal.Withheld("not made up");

    private Direction? DirectionIn(SyntheticCourse of, SignalKind kind) => of switch
    {
        SyntheticCourse.DepressionPattern => options.DepressionComponents.FirstOrDefault(r => r.Signal == kind)?.Direction,
        SyntheticCourse.StressPattern => options.StressComponents.FirstOrDefault(r => r.Signal == kind)?.Direction,
        _ => null,
    };

    private int Liveliness(SignalKind kind) => (int?)DirectionIn(SyntheticCourse.StressPattern, kind) ?? -(int)DirectionIn(SyntheticCourse.DepressionPattern, kind)!.Value;

    private double Tail()
    {
        if (world.TailFreedom is not { } freedom) return 1;
        var squares = 0.0;
        for (var i = 0; i < freedom; i++) squares += Math.Pow(SyntheticSession.Gauss(random), 2);
        return Math.Sqrt((freedom - 2) / squares);
    }
}
