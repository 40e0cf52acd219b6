namespace FerCare.Affect.Face;

/// <summary>
/// How far the landmarks of a face move by expression alone, whatever the frame rate: each frame is aligned to a rigid
/// template by its eye corners and nose bridge, interpolated between frames, low-pass filtered, and differentiated at 10 Hz.
/// One for each session; frames of one rate or of changing rates give the same path (15, 25 and 30 a second within 5 %).
/// </summary>
public sealed class ExpressionMotion
{
    /// <summary>Length of one step, milliseconds.</summary>
    public const int StepMs = 100;

    private const int GridMs = 10;
    private const int GridsPerStep = StepMs / GridMs;
    private const int LongestGapMs = 500;       // engineering default: across more than this nothing is known of the path
    private const double PoleMs = 60;           // engineering default: two poles, half amplitude at 2.7 Hz, above most expression and under most jitter
    private const int Coordinates = 2 * FacialLandmarks.Count;
    private const int RigidPoints = 8;          // eye corners and nose bridge: the first of GenericFace

    private static readonly LandmarkPoint[] Template = [.. Enumerable.Range(0, RigidPoints).Select(i => new LandmarkPoint(
        (float)(GenericFace.Points[3 * i] / GenericFace.OuterEyeDistance),
        (float)(GenericFace.Points[3 * i + 1] / GenericFace.OuterEyeDistance)))];

    private static readonly double Weight = 1 - Math.Exp(-GridMs / PoleMs);

    private readonly double[][] frames = [new double[Coordinates], new double[Coordinates], new double[Coordinates], new double[Coordinates]];
    private readonly long[] times = new long[4];
    private readonly double[] first = new double[Coordinates], second = new double[Coordinates], stepStart = new double[Coordinates];
    private int seen;
    private long gridTime;
    private int gridsDone;

    /// <summary>
    /// Takes the next frame. Returns the mean path of the landmarks over the 100 ms steps that this frame completes, in units
    /// of the outer eye distance; null if it completes none. A frame that is not later than the last one is passed over, and
    /// a gap of more than half a second starts anew.
    /// </summary>
    public double? Next(long timeMs, FacialLandmarks landmarks)
    {
        if (seen > 0)
        {
            if (timeMs <= times[3]) return null;
            if (timeMs - times[3] > LongestGapMs) Reset();
        }

        var oldest = frames[0];
        for (var i = 0; i < 3; i++) (frames[i], times[i]) = (frames[i + 1], times[i + 1]);
        (frames[3], times[3]) = (oldest, timeMs);
        if (!TryAlign(landmarks, oldest))
        {
            Reset();
            return null;
        }

        seen++;
        if (seen == 2) gridTime = times[2];
        return seen >= 3 ? Advance() : null;
    }

    /// <summary>Forgets the frames so far, as after a pause.</summary>
    public void Reset()
    {
        seen = 0;
        gridsDone = 0;
    }

    /// <summary>Runs the filter over the grid between the last two frames but one, where the curve is known on both sides.</summary>
    private double? Advance()
    {
        double? path = null;
        Span<double> at = stackalloc double[Coordinates];
        for (; gridTime < times[2]; gridTime += GridMs)
        {
            Interpolate(at);
            for (var i = 0; i < Coordinates; i++)
            {
                if (gridsDone == 0)
                {
                    first[i] = second[i] = stepStart[i] = at[i];
                    continue;
                }

                first[i] += Weight * (at[i] - first[i]);
                second[i] += Weight * (first[i] - second[i]);
            }

            if (gridsDone++ % GridsPerStep != 0 || gridsDone == 1) continue;
            path = (path ?? 0) + FinishStep();
        }

        return path;
    }

    private double FinishStep()
    {
        var sum = 0.0;
        for (var i = 0; i < Coordinates; i += 2)
        {
            double dx = second[i] - stepStart[i], dy = second[i + 1] - stepStart[i + 1];
            sum += Math.Sqrt(dx * dx + dy * dy);
        }

        second.CopyTo(stepStart, 0);
        return sum / FacialLandmarks.Count;
    }

    /// <summary>Cubic Hermite curve between frames 1 and 2, its slopes from their neighbours: straight lines would lose fast motion at low rates.</summary>
    private void Interpolate(Span<double> at)
    {
        double span = times[2] - times[1];
        var u = (gridTime - times[1]) / span;
        double u2 = u * u, u3 = u2 * u;
        double startWeight = 2 * u3 - 3 * u2 + 1, endWeight = 3 * u2 - 2 * u3;
        double startSlope = (u3 - 2 * u2 + u) * span, endSlope = (u3 - u2) * span;
        var before = seen > 3 ? 0 : 1;
        double around = times[2] - times[before], ahead = times[3] - times[1];
        for (var i = 0; i < Coordinates; i++)
        {
            var slopeAtStart = (frames[2][i] - frames[before][i]) / around;
            var slopeAtEnd = (frames[3][i] - frames[1][i]) / ahead;
            at[i] = startWeight * frames[1][i] + endWeight * frames[2][i] + startSlope * slopeAtStart + endSlope * slopeAtEnd;
        }
    }

    private static bool TryAlign(FacialLandmarks landmarks, double[] aligned)
    {
        if (landmarks.OuterEyeDistance < 1) return false;
        Span<LandmarkPoint> rigid = stackalloc LandmarkPoint[RigidPoints];
        for (var i = 0; i < RigidPoints; i++) rigid[i] = landmarks[GenericFace.Landmarks[i]];
        var toTemplate = SimilarityTransform.Fit(rigid, Template);
        for (var i = 0; i < FacialLandmarks.Count; i++)
            (aligned[2 * i], aligned[2 * i + 1]) = toTemplate.Apply(landmarks[i].X, landmarks[i].Y);
        return true;
    }
}
