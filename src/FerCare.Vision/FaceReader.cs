using FerCare.Affect;
using FerCare.Affect.Face;
using FerCare.Vision.Classifying;
using FerCare.Vision.Decoding;
using FerCare.Vision.Locating;

namespace FerCare.Vision;

/// <summary>
/// Encoded frame to <see cref="FaceReading"/>: decode, locate, landmarks, pose, quality, align, classify.
/// Owns a Dlib detector and its buffers and is not thread-safe: one for each worker, for any number of sessions.
/// </summary>
public sealed class FaceReader : IDisposable
{
    private const double ReseatBeyond = 0.08;       // of the box's width: farther than this and the landmarks are placed again
    private const double SmallestFace = 24;         // px
    private const double LeastInside = 0.5;         // part of the box inside the frame
    private readonly VisionModels models;
    private readonly FaceReaderOptions options;
    private readonly FrameDecoder decoder;
    private readonly FaceFinder finder;
    private readonly FaceLocator locator;
    private readonly StageClock clock;
    private readonly GreyImage frame = new(1, 1);
    private readonly byte[] face = new byte[FaceAligner.Side * FaceAligner.Side];

    /// <param name="models">Shared by all readers.</param>
    /// <param name="options">The limits.</param>
    /// <param name="clock">Is told how long each stage takes; without one the reader has its own.</param>
    public FaceReader(VisionModels models, FaceReaderOptions options, StageClock? clock = null)
    {
        this.clock = clock ?? new StageClock();
        this.models = models;
        this.options = options;
        decoder = new FrameDecoder(options.Limits);
        finder = models.CreateFinder();
        locator = new FaceLocator(finder, options);
    }

    /// <summary>The face as the network sees it, 48x48 grey pixels: that of the last reading with one face, until <see cref="Forget"/>.</summary>
    public ReadOnlySpan<byte> AlignedFace => face;

    /// <summary>Reads one frame of a session.</summary>
    /// <param name="encoded">The image as it was sent.</param>
    /// <param name="track">The session's track; a new one for a single picture.</param>
    /// <param name="classify">Whether it is this frame's turn for the emotion network.</param>
    /// <param name="timeMs">The session's clock; without one, frames count as 30 a second.</param>
    /// <exception cref="FrameRefusedException">The frame is not an image within the limits; the track stays as it was.</exception>
    public FaceReading Read(ReadOnlyMemory<byte> encoded, FaceTrack track, bool classify, long? timeMs = null)
    {
        clock.Start();
        decoder.Decode(encoded, frame);
        clock.End(ReadingStage.Decode);
        var now = track.Advance(timeMs);
        locator.Locate(frame, track, now);
        clock.End(ReadingStage.Locate);
        return PlaceLandmarks(track, now) is { } placed
            ? Describe(placed.Landmarks, placed.Box, classify)
            : new FaceReading { Width = frame.Width, Height = frame.Height, Faces = track.Faces, Quality = track.Faces == 0 ? QualityIssue.NoFace : QualityIssue.SeveralFaces, Classified = classify, Stages = clock.Times };
    }

    /// <summary>Reads a picture that is already a cut-out face: the detector is passed over and only the emotions are given.</summary>
    /// <exception cref="FrameRefusedException">Not an image within the limits.</exception>
    public FaceReading ReadCrop(ReadOnlyMemory<byte> encoded)
    {
        decoder.Decode(encoded, frame);
        FaceAligner.Resize(frame, face);
        return new FaceReading
        {
            Width = frame.Width,
            Height = frame.Height,
            Faces = 1,
            Quality = QualityIssue.None,
            Emotions = models.Emotions.Classify(face),
            Classified = true,
        };
    }

    /// <summary>
    /// Overwrites with zeros what the last reading left of the picture in this reader's buffers, <see cref="AlignedFace"/> among them. Whoever reads
    /// patients' frames calls it after each; a track keeps its own look (<see cref="FaceTrack.Reset"/>).
    /// </summary>
    public void Forget()
    {
        decoder.Forget();
        locator.Forget();
        frame.Blacken();
        Array.Clear(face);
    }

    public void Dispose()
    {
        Forget();
        finder.Dispose();
    }

    /// <summary>Landmarks in the track's face, which they move along; null where no single face is left.</summary>
    private (FacialLandmarks Landmarks, FaceSquare Box)? PlaceLandmarks(FaceTrack track, long now)
    {
        if (track.Face is not { } box) return null;
        var landmarks = finder.SteadyLandmarks(frame, box, options.LandmarkPasses);
        if (track.ConfirmedAt != now)
        {
            var moved = Around(landmarks);
            if (moved is { } seat && Math.Max(Math.Abs(seat.CentreX - box.CentreX), Math.Abs(seat.CentreY - box.CentreY)) > ReseatBeyond * box.Width)
                landmarks = finder.SteadyLandmarks(frame, seat, options.LandmarkPasses);
        }

        var around = Around(landmarks);
        clock.End(ReadingStage.Landmarks);
        if (around is not { } next)
        {
            track.Lose(0);
            return null;
        }

        FaceAligner.Align(frame, landmarks, face);
        clock.End(ReadingStage.Align);
        if (track.ConfirmedLook.IsEmpty) track.Remember(face);
        else if (FaceQuality.Likeness(face, track.ConfirmedLook) < options.LeastLikeness && track.ConfirmedAt != now)
        {
            // The face looks unlike itself: it may have left. Ask the detector now; it confirms, finds another, or loses it.
            track.Face = next;
            var seen = locator.Confirm(frame, track, now);
            clock.End(ReadingStage.Locate);
            return seen ? PlaceLandmarks(track, now) : null;
        }

        track.Face = next;
        return (landmarks, track.FoundAt == now ? box : next);
    }

    private FaceSquare? Around(FacialLandmarks landmarks)
    {
        if (landmarks.OuterEyeDistance < 1) return null;
        var seat = FaceSquare.Around(landmarks);
        return seat.Width >= SmallestFace && seat.PartInside(frame.Width, frame.Height) >= LeastInside ? seat : null;
    }

    private FaceReading Describe(FacialLandmarks landmarks, FaceSquare box, bool classify)
    {
        var pose = HeadPoseSolver.Solve(landmarks, frame.Width, frame.Height);
        var quality = FaceQuality.Judge(landmarks, pose, face, options);
        clock.End(ReadingStage.Judge);
        var emotions = classify && (options.ClassifyUnusable || quality.AllowsEmotions()) ? models.Emotions.Classify(face) : null;
        if (emotions is not null) clock.End(ReadingStage.Classify);
        return new FaceReading
        {
            Width = frame.Width,
            Height = frame.Height,
            Faces = 1,
            Box = box.ToBox(),
            Landmarks = landmarks,
            Pose = pose,
            Quality = quality,
            Emotions = emotions,
            Classified = classify,
            Stages = clock.Times,
        };
    }
}
