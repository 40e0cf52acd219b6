using FerCare.Affect;
using FerCare.Affect.Face;
using FerCare.Vision.Classifying;

namespace FerCare.Vision;

/// <summary>What stands against a face: its size, direction, light and sharpness.</summary>
internal static class FaceQuality
{
    private const int Side = FaceAligner.Side;

    /// <summary>All issues of one face.</summary>
    /// <param name="landmarks">The face in the frame.</param>
    /// <param name="pose">Null where none could be found, which counts as turned away.</param>
    /// <param name="face">The aligned face, 48x48 grey pixels.</param>
    /// <param name="options">The limits.</param>
    public static QualityIssue Judge(FacialLandmarks landmarks, HeadPose? pose, ReadOnlySpan<byte> face, FaceReaderOptions options)
    {
        var issues = QualityIssue.None;
        var eyes = landmarks.OuterEyeDistance;
        if (eyes < options.EmotionsNeedPx) issues |= QualityIssue.FaceTooSmall;
        if (eyes < options.EyesNeedPx) issues |= QualityIssue.EyesTooSmall;
        if (pose is not { } direction || Math.Abs(direction.Yaw) > options.MostYaw) issues |= QualityIssue.TurnedAway;
        if (pose is { } tilt && Math.Abs(tilt.Pitch) > options.MostPitch) issues |= QualityIssue.TiltedAway;
        var mean = Mean(face);
        if (mean < options.DarkestMean) issues |= QualityIssue.TooDark;
        if (mean > options.BrightestMean) issues |= QualityIssue.TooBright;
        if (Detail(face) < options.LeastDetail) issues |= QualityIssue.Blurred;
        return issues;
    }

    /// <summary>Mean brightness, 0 to 255.</summary>
    public static double Mean(ReadOnlySpan<byte> face)
    {
        var sum = 0L;
        foreach (var pixel in face) sum += pixel;
        return (double)sum / face.Length;
    }

    /// <summary>Variance of the Laplacian (Pech-Pacheco et al. 2000) over the variance of the face itself, so that low contrast alone does not read as blur.</summary>
    public static double Detail(ReadOnlySpan<byte> face)
    {
        var mean = Mean(face);
        double variance = 0, squares = 0, total = 0;
        for (var y = 1; y < Side - 1; y++)
        {
            for (var x = 1; x < Side - 1; x++)
            {
                var i = y * Side + x;
                var bend = face[i - 1] + face[i + 1] + face[i - Side] + face[i + Side] - 4 * face[i];
                total += bend;
                squares += bend * bend;
                variance += (face[i] - mean) * (face[i] - mean);
            }
        }

        const int Inner = (Side - 2) * (Side - 2);
        return variance == 0 ? 0 : (squares - total * total / Inner) / variance;
    }

    /// <summary>Correlation of two aligned faces, -1 to 1; 0 where one has no contrast.</summary>
    public static double Likeness(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b)
    {
        double meanA = Mean(a), meanB = Mean(b), both = 0, squaresA = 0, squaresB = 0;
        for (var i = 0; i < a.Length; i++)
        {
            double da = a[i] - meanA, db = b[i] - meanB;
            both += da * db;
            squaresA += da * da;
            squaresB += db * db;
        }

        return squaresA == 0 || squaresB == 0 ? 0 : both / Math.Sqrt(squaresA * squaresB);
    }
}
