using FerCare.Affect.Face;
using FerCare.Vision.Decoding;

namespace FerCare.Vision.Classifying;

/// <summary>
/// Cuts a face out of a frame as the network was trained to see it: the similarity transform that takes eye corners, nose
/// tip and mouth corners to their mean place in the training images, 48x48 pixels, grey.
/// </summary>
public static class FaceAligner
{
    /// <summary>Side of the cut-out, pixels.</summary>
    public const int Side = 48;

    /// <summary>Mean landmark positions of FER2013's validation faces in their frame of 48 pixels (found by Dlib at threshold -0.3).</summary>
    public static IReadOnlyList<(int Landmark, LandmarkPoint At)> Template { get; } =
    [
        (36, new(11.6f, 18.5f)), (39, new(18.6f, 18.9f)), (42, new(29.0f, 18.7f)), (45, new(36.0f, 18.2f)),
        (30, new(23.8f, 27.9f)), (48, new(16.5f, 37.3f)), (54, new(31.6f, 37.2f)),
    ];

    private static readonly LandmarkPoint[] TemplatePoints = [.. Template.Select(t => t.At)];

    /// <summary>Writes the aligned face, <see cref="Side"/> squared pixels; beyond the frame its border goes on.</summary>
    /// <exception cref="ArgumentException">The landmarks all lie in one place.</exception>
    public static void Align(GreyImage frame, FacialLandmarks landmarks, Span<byte> face)
    {
        Span<LandmarkPoint> seen = stackalloc LandmarkPoint[TemplatePoints.Length];
        for (var i = 0; i < seen.Length; i++) seen[i] = landmarks[Template[i].Landmark];
        RequireFace(face);
        var toFrame = SimilarityTransform.Fit(TemplatePoints, seen);
        // Several samples a pixel where the face is larger than the cut-out, so that nothing is skipped.
        frame.SampleInto(face, Side, Side, toFrame, Fineness(toFrame.Scale));
    }

    /// <summary>Writes a picture that is already a cut-out face, brought to <see cref="Side"/> squared pixels.</summary>
    public static void Resize(GreyImage crop, Span<byte> face)
    {
        RequireFace(face);
        if (crop.Width == Side && crop.Height == Side)
        {
            crop.Pixels.CopyTo(face);
            return;
        }

        double across = (double)crop.Width / Side, down = (double)crop.Height / Side;
        var fine = Fineness(Math.Max(across, down));
        for (var y = 0; y < Side; y++)
        {
            for (var x = 0; x < Side; x++)
            {
                var sum = 0.0;
                for (var j = 0; j < fine; j++)
                    for (var i = 0; i < fine; i++)
                        sum += crop.At((x + (i + 0.5) / fine) * across - 0.5, (y + (j + 0.5) / fine) * down - 0.5);
                face[y * Side + x] = (byte)Math.Round(sum / (fine * fine));
            }
        }
    }

    // A sample between pixels already covers two of them.
    private static int Fineness(double scale) => Math.Clamp((int)Math.Ceiling(scale / 2), 1, 8);

    private static void RequireFace(Span<byte> face)
    {
        if (face.Length != Side * Side) throw new ArgumentException($"Expected room for {Side * Side} pixels, found {face.Length}.", nameof(face));
    }
}
