using FerCare.Vision.Decoding;

namespace FerCare.Vision.Locating;

/// <summary>
/// Searches the whole frame for faces where none is followed, and looks for one face in a small window where one is.
/// Owns its buffers: one for each reader.
/// </summary>
internal sealed class FaceLocator(FaceFinder finder, FaceReaderOptions options)
{
    private const double WindowFacePx = 92;         // a little over the detector's own 80, so that the face is found at its first scale
    private const double WindowPerFace = 1.7;
    private const double SameFace = 0.35;           // shared area over joint area
    private readonly GreyImage reduced = new(1, 1), window = new(1, 1);
    private readonly DetectedFace[] found = new DetectedFace[FaceFinder.MostFaces];
    private readonly FaceSquare[] squares = new FaceSquare[FaceFinder.MostFaces];

    /// <summary>Updates a track for a frame. Afterwards its face is the one to place landmarks in, or null.</summary>
    /// <returns>True where Dlib has just seen the face, false where it is only followed.</returns>
    public bool Locate(GreyImage frame, FaceTrack track, long timeMs)
    {
        if (track.Face is { } followed)
        {
            if (timeMs - track.SearchedAt >= options.SearchEveryMs) return SearchAround(frame, track, followed, timeMs);
            return timeMs - track.ConfirmedAt >= options.ConfirmEveryMs && Confirm(frame, track, timeMs);
        }

        if (track.Faces > 1 && timeMs - track.SearchedAt < options.SeveralFacesEveryMs) return false;
        return Acquire(frame, track, timeMs);
    }

    /// <summary>Looks for the followed face in a window around it, and in the whole frame where it is not there.</summary>
    /// <returns>True where a face is followed afterwards.</returns>
    public bool Confirm(GreyImage frame, FaceTrack track, long timeMs)
    {
        if (track.Face is { } followed && IsSeen(frame, followed))
        {
            track.Confirm(timeMs);
            return true;
        }

        return Acquire(frame, track, timeMs);
    }

    /// <summary>Overwrites what is left of the last frame.</summary>
    public void Forget()
    {
        reduced.Blacken();
        window.Blacken();
    }

    private bool Acquire(GreyImage frame, FaceTrack track, long timeMs)
    {
        var factor = SearchFactor(frame);
        var faces = Search(frame, factor);
        track.SearchedAt = timeMs;
        if (faces.Length == 0 && factor > 1 && timeMs - track.SearchedFullSizeAt >= options.FullSizeEveryMs)
        {
            faces = Search(frame, 1);
            track.SearchedFullSizeAt = timeMs;
        }

        if (faces.Length != 1)
        {
            track.Lose(faces.Length);
            return false;
        }

        track.Find(faces[0], timeMs);
        return true;
    }

    /// <summary>Searches the whole frame for a second face while one is followed; the search at reduced size may miss a small one that is followed.</summary>
    private bool SearchAround(GreyImage frame, FaceTrack track, FaceSquare followed, long timeMs)
    {
        var faces = Search(frame, SearchFactor(frame));
        track.SearchedAt = timeMs;
        var others = 0;
        foreach (var face in faces)
            if (face.Overlap(followed) < SameFace) others++;
        var other = others == 1 ? faces[0] : default;
        if (others == faces.Length && !IsSeen(frame, followed))
        {
            if (others == 1) track.Find(other, timeMs);
            else if (others == 0) return Acquire(frame, track, timeMs);
            else track.Lose(others);
            return others == 1;
        }

        if (others > 0)
        {
            track.Lose(1 + others);
            return false;
        }

        track.Confirm(timeMs);
        return true;
    }

    private int SearchFactor(GreyImage frame) => Math.Max(1, Math.Max(frame.Width, frame.Height) / options.SearchLongSide);

    /// <summary>The faces of a frame reduced by a factor; overwritten by the next search.</summary>
    private ReadOnlySpan<FaceSquare> Search(GreyImage frame, int factor)
    {
        if (factor > 1) frame.ShrinkInto(reduced, factor);
        return Detect(factor > 1 ? reduced : frame, factor, 0, 0);
    }

    private ReadOnlySpan<FaceSquare> Detect(GreyImage image, double scale, double left, double top)
    {
        var count = finder.Detect(image, options.DetectionThreshold, found);
        for (var i = 0; i < count; i++) squares[i] = FaceSquare.Of(found[i], scale, left, top);
        return squares.AsSpan(0, count);
    }

    private bool IsSeen(GreyImage frame, FaceSquare face)
    {
        var scale = face.Width / WindowFacePx;
        var side = (int)Math.Round(WindowFacePx * WindowPerFace);
        double left = face.CentreX - side * scale / 2, top = face.CentreY - side * scale / 2;
        frame.SampleInto(window, side, side, left, top, scale);
        foreach (var seen in Detect(window, scale, left, top))
            if (seen.Overlap(face) >= SameFace) return true;
        return false;
    }
}
