using FerCare.Vision.Decoding;

namespace FerCare.Vision;

/// <summary>Limits of the reader; where no source is named a figure is an engineering default.</summary>
public sealed record FaceReaderOptions
{
    /// <summary>What a frame may be.</summary>
    public FrameLimits Limits { get; init; } = FrameLimits.Streamed;

    /// <summary>Added to Dlib's threshold: at -0.3 at least 98.6 % of the frames of six webcam clips were found and no false face, at -0.5 false faces begin (own measurement).</summary>
    public double DetectionThreshold { get; init; } = -0.3;

    /// <summary>Frames are searched reduced by a whole factor that leaves the longer side at least this long, pixels (640x480 at half size).</summary>
    public int SearchLongSide { get; init; } = 320;

    /// <summary>Between searches at full size while no face is found at reduced size, milliseconds.</summary>
    public long FullSizeEveryMs { get; init; } = 500;

    /// <summary>Between searches of the whole frame for a second face, milliseconds.</summary>
    public long SearchEveryMs { get; init; } = 1000;

    /// <summary>Between searches while several faces are in sight, milliseconds.</summary>
    public long SeveralFacesEveryMs { get; init; } = 250;

    /// <summary>Between detections in a small window around the face followed, milliseconds.</summary>
    public long ConfirmEveryMs { get; init; } = 330;

    /// <summary>Correlation of the aligned face with its last confirmed look under which it is confirmed at once, -1 to 1.</summary>
    public double LeastLikeness { get; init; } = 0.6;

    /// <summary>Least distance of the outer eye corners for blinks, pixels (indicators: quality of a frame).</summary>
    public double EyesNeedPx { get; init; } = 60;

    /// <summary>Least distance of the outer eye corners for emotions, pixels (same).</summary>
    public double EmotionsNeedPx { get; init; } = 40;

    /// <summary>Most yaw of a valid frame, degrees to either side (same).</summary>
    public double MostYaw { get; init; } = 30;

    /// <summary>Most pitch of a valid frame, degrees up or down (same).</summary>
    public double MostPitch { get; init; } = 25;

    /// <summary>Least mean brightness of the face, 0 to 255.</summary>
    public double DarkestMean { get; init; } = 40;

    /// <summary>Most mean brightness of the face, 0 to 255.</summary>
    public double BrightestMean { get; init; } = 220;

    /// <summary>
    /// Least detail of the aligned face: variance of its Laplacian over its own variance. A webcam face in focus has 0.6, the
    /// training faces 0.2 to 1.5, averages of hundreds of faces 0.06 to 0.1 (own measurements): only a smear is refused.
    /// </summary>
    public double LeastDetail { get; init; } = 0.03;

    /// <summary>
    /// Landmark placements averaged for a frame, their boxes shifted a little. Three leave 60 % of the jitter of a still face's
    /// points and half that of its eye aspect ratio, and double the cost of a frame (own measurement), so one is the default.
    /// </summary>
    public int LandmarkPasses { get; init; } = 1;

    /// <summary>Whether a single face is classified even where its quality does not allow emotions to be used.</summary>
    public bool ClassifyUnusable { get; init; }

    /// <summary>For a patient's camera.</summary>
    public static FaceReaderOptions Streamed { get; } = new();

    /// <summary>For files: larger pictures, searched at full size below 2000 pixels, landmarks as Dlib places them, and every single face classified.</summary>
    public static FaceReaderOptions Files { get; } = new() { Limits = FrameLimits.File, SearchLongSide = 1000, ClassifyUnusable = true };
}
