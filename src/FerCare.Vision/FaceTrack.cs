using FerCare.Vision.Classifying;
using FerCare.Vision.Locating;

namespace FerCare.Vision;

/// <summary>Where a session's face was last seen, so that it can be followed instead of searched for. One for each session.</summary>
public sealed partial class FaceTrack
{
    private const long UsualFrameMs = 33;
    private const long LongAgo = long.MinValue / 2;
    private readonly byte[] look = new byte[FaceAligner.Side * FaceAligner.Side];
    private bool hasLook;
    private long? lastTime;

    /// <summary>The face followed; null while none or several are in sight.</summary>
    internal FaceSquare? Face { get; set; }

    /// <summary>Faces at the last search.</summary>
    internal int Faces { get; set; }

    /// <summary>Aligned pixels of the face when Dlib last confirmed it; empty until they are remembered.</summary>
    internal ReadOnlySpan<byte> ConfirmedLook => hasLook ? look : [];

    internal long SearchedAt { get; set; } = LongAgo;

    internal long SearchedFullSizeAt { get; set; } = LongAgo;

    internal long ConfirmedAt { get; set; } = LongAgo;

    /// <summary>When the face followed was found by a search.</summary>
    internal long FoundAt { get; set; } = LongAgo;

    /// <summary>Forgets everything, as after a pause; the face's pixels are overwritten.</summary>
    public void Reset()
    {
        Face = null;
        ForgetLook();
        Faces = 0;
        lastTime = null;
        SearchedAt = SearchedFullSizeAt = ConfirmedAt = FoundAt = LongAgo;
    }

    /// <summary>The time of this frame; where the caller has none, frames count as 30 a second. A clock that goes back starts anew.</summary>
    internal long Advance(long? timeMs)
    {
        var now = timeMs ?? (lastTime + UsualFrameMs ?? 0);
        if (now < lastTime) Reset();
        lastTime = now;
        return now;
    }

    /// <summary>A search found this face.</summary>
    internal void Find(FaceSquare face, long timeMs)
    {
        Face = face;
        FoundAt = timeMs;
        Confirm(timeMs);
    }

    /// <summary>The face followed was seen again by the detector.</summary>
    internal void Confirm(long timeMs)
    {
        Faces = 1;
        ConfirmedAt = timeMs;
        ForgetLook();
    }

    /// <summary>How the face looks just now.</summary>
    internal void Remember(ReadOnlySpan<byte> face)
    {
        face.CopyTo(look);
        hasLook = true;
    }

    internal void Lose(int faces)
    {
        Face = null;
        Faces = faces;
        ForgetLook();
    }

    private void ForgetLook()
    {
        hasLook = false;
        Array.Clear(look);
    }
}
