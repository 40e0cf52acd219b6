using FerCare.Affect;

namespace FerCare.Web.Demonstration;

/// <summary>
/// Makes the samples that a session of one face could have left: 25 frames a second, every fourth one classified. The same seed gives the
/// same samples. For the demonstration only; nothing here was recorded from a person.
/// </summary>
/// <param name="manner">How the face behaves.</param>
/// <param name="seed">Chooses the samples.</param>
/// <param name="blinkFactor">By what the blinks a minute are multiplied at a moment, milliseconds; 1 where not given.</param>
internal sealed class FaceSimulator(FacialManner manner, int seed, Func<long, double>? blinkFactor = null)
{
    /// <summary>Milliseconds between frames.</summary>
    public const int FrameMs = 40;

    private const int ClassifyEvery = 4;
    private const double Step = FrameMs / 1000.0;
    private const double HeadMemorySeconds = 0.5;
    private const double LoweredDegrees = -15;
    private readonly Random random = new(seed);

    /// <summary>The samples up to a moment, in order of time; an emotion sample comes right after its frame.</summary>
    /// <param name="baselineMs">Up to here the face is neutral, upright and in view.</param>
    public IEnumerable<(FrameSample Frame, EmotionSample? Emotion)> Until(long endMs, long baselineMs)
    {
        var smile = new Episodes(random, manner.SmileShare, 2.5);
        var lowered = new Episodes(random, manner.HeadDownShare, 9);
        var hidden = new Episodes(random, 1 - manner.VisibleShare, 6);
        double smiling = 0, down = 0, nextBlink = 1, blinkAt = -10, blinkWidth = 0.1;
        double[] turn = [0, 0, 0], speed = [0, 0, 0];
        var drift = random.NextDouble() * Math.Tau;
        for (long ms = 0; ms < endMs; ms += FrameMs)
        {
            var seconds = ms / 1000.0;
            var neutral = ms < baselineMs;
            smiling += ((!neutral && smile.After(Step) ? 1 : 0) - smiling) * Step / 0.25;
            down += ((!neutral && lowered.After(Step) ? LoweredDegrees : 0) - down) * Step / 1.2;
            Move(turn, speed);
            if (seconds >= nextBlink)
            {
                // The eyes are under three quarters of their opening for sqrt(ln 3) widths either way.
                blinkWidth = Math.Clamp(manner.BlinkMs + 22 * random.NextNormal(), 110, 380) / 1000 / (2 * Math.Sqrt(Math.Log(3)));
                blinkAt = seconds + 2 * blinkWidth;
                nextBlink = seconds + 0.9 + random.NextExponential(Math.Max(0.2, 60 / (manner.BlinksPerMinute * (blinkFactor?.Invoke(ms) ?? 1)) - 0.9));
            }

            var frame = !neutral && hidden.After(Step) ? new FrameSample(ms, QualityIssue.NoFace, null, null, null, null, null)
                : Frame(ms, seconds, drift, turn, down, (seconds - blinkAt) / blinkWidth, smiling);
            yield return (frame, ms % (FrameMs * ClassifyEvery) == 0 ? new EmotionSample(ms, frame.Quality, frame.Quality.AllowsEmotions() ? Feel(smiling) : null) : null);
        }
    }

    private FrameSample Frame(long ms, double seconds, double drift, double[] turn, double down, double blink, double smiling)
    {
        var pose = new HeadPose(turn[0], Math.Clamp(2 + turn[1] + down, -24, 24), turn[2]);
        var open = manner.EyeOpening * (1 - 0.06 * smiling) * (1 - 0.75 * Math.Exp(-blink * blink));
        var left = Math.Max(0.03, open + 0.003 * random.NextNormal());
        var right = Math.Max(0.03, open + 0.003 * random.NextNormal());
        var sway = Math.Sin(seconds / 17 + drift);
        var box = new FaceBox((int)(225 + 18 * sway + turn[0]), (int)(120 - down + 4 * Math.Cos(seconds / 11)), 186, 196);
        return new FrameSample(ms, QualityIssue.None, box, left, right, pose, Path(ms));
    }

    // A finished step of 100 ms is given with the first frame after it.
    private double? Path(long ms) => ms / 100 == (ms - FrameMs) / 100 || ms == 0 ? null
        : manner.Expressivity * 0.1 * (0.5 + random.NextExponential(0.5));

    private void Move(double[] turn, double[] speed)
    {
        var keep = Math.Exp(-Step / HeadMemorySeconds);
        for (var axis = 0; axis < turn.Length; axis++)
        {
            var strength = manner.HeadSpeed * (axis == 2 ? 0.5 : 1);
            speed[axis] = speed[axis] * keep - turn[axis] * Step * 1.5 + strength * Math.Sqrt(1 - keep * keep) * random.NextNormal();
            turn[axis] = Math.Clamp(turn[axis] + speed[axis] * Step, -20, 20);
        }
    }

    private EmotionProbabilities Feel(double smiling)
    {
        Span<double> rest = [manner.FearAnger * 0.55, 0.015, manner.FearAnger * 0.45, 0.05, manner.Sadness, 0.04, 0];
        rest[(int)Emotion.Neutral] = 1 - manner.FearAnger - 0.015 - 0.05 - manner.Sadness - 0.04;
        ReadOnlySpan<double> smile = [0.01, 0.01, 0.01, 0.84, 0.01, 0.03, 0.09];
        Span<float> shares = stackalloc float[Emotions.Count];
        var sum = 0f;
        for (var i = 0; i < shares.Length; i++)
        {
            var mixed = rest[i] * (1 - smiling) + smile[i] * smiling;
            sum += shares[i] = (float)(mixed * Math.Exp(0.2 * random.NextNormal()));
        }

        foreach (ref var share in shares) share /= sum;
        return new EmotionProbabilities(shares);
    }
}
