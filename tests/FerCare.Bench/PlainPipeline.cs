using FerCare.Vision;
using FerCare.Vision.Classifying;
using FerCare.Vision.Decoding;
using FerCare.Vision.Locating;
using SkiaSharp;

namespace FerCare.Bench;

/// <summary>
/// What the pipeline is compared with, the plain way: every frame is decoded to colours, searched whole and at full size by Dlib's
/// detector, given landmarks, aligned and classified by the reference network as it comes from training (single precision,
/// graph not compiled).
/// </summary>
internal sealed class PlainPipeline(FaceFinder finder, EmotionClassifier reference, StageClock clock)
{
    private readonly GreyImage frame = new(1, 1);
    private readonly byte[] face = new byte[FaceAligner.Side * FaceAligner.Side];

    /// <summary>Reads one frame; the distance of the outer eye corners in pixels, null where it shows no face.</summary>
    public double? Read(byte[] encoded)
    {
        clock.Start();
        using (var picture = SKBitmap.Decode(encoded))
        {
            frame.Reshape(picture.Width, picture.Height);
            var colours = picture.GetPixelSpan();
            var grey = frame.Pixels;
            for (var i = 0; i < grey.Length; i++) grey[i] = (byte)((29 * colours[4 * i] + 150 * colours[4 * i + 1] + 77 * colours[4 * i + 2] + 128) >> 8);
        }

        clock.End(ReadingStage.Decode);
        var found = finder.Detect(frame, FaceReaderOptions.Streamed.DetectionThreshold);
        clock.End(ReadingStage.Locate);
        if (found.Length == 0) return null;
        var landmarks = finder.Landmarks(frame, FaceSquare.Of(found[0]));
        clock.End(ReadingStage.Landmarks);
        FaceAligner.Align(frame, landmarks, face);
        clock.End(ReadingStage.Align);
        reference.Classify(face);
        clock.End(ReadingStage.Classify);
        return landmarks.OuterEyeDistance;
    }
}
