using FerCare.Vision.Locating;

namespace FerCare.Vision;

// A track that goes from one reader to another, which may be another process.
public sealed partial class FaceTrack
{
    /// <summary>Writes everything the track knows, so that another reader can follow the face from here.</summary>
    public void Write(BinaryWriter to)
    {
        to.Write(Face is not null);
        if (Face is { } face)
        {
            to.Write(face.X);
            to.Write(face.Y);
            to.Write(face.Width);
            to.Write(face.Height);
        }

        to.Write(Faces);
        to.Write(lastTime is not null);
        to.Write(lastTime ?? 0);
        to.Write(SearchedAt);
        to.Write(SearchedFullSizeAt);
        to.Write(ConfirmedAt);
        to.Write(FoundAt);
        to.Write(hasLook);
        if (hasLook) to.Write(look);
    }

    /// <summary>Takes over what <see cref="Write"/> wrote.</summary>
    /// <exception cref="EndOfStreamException">Less than a track.</exception>
    public void Read(BinaryReader from)
    {
        Face = from.ReadBoolean() ? new FaceSquare(from.ReadDouble(), from.ReadDouble(), from.ReadDouble(), from.ReadDouble()) : null;
        Faces = from.ReadInt32();
        var timed = from.ReadBoolean();
        var last = from.ReadInt64();
        lastTime = timed ? last : null;
        SearchedAt = from.ReadInt64();
        SearchedFullSizeAt = from.ReadInt64();
        ConfirmedAt = from.ReadInt64();
        FoundAt = from.ReadInt64();
        hasLook = from.ReadBoolean();
        if (hasLook) from.BaseStream.ReadExactly(look);
        else ForgetLook();
    }
}
