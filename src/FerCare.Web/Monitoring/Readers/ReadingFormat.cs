using FerCare.Affect;
using FerCare.Affect.Face;
using FerCare.Vision;

namespace FerCare.Web.Monitoring.Readers;

/// <summary>A <see cref="FaceReading"/> on the line between reader and server, without loss.</summary>
internal static class ReadingFormat
{
    [Flags]
    private enum Parts : byte
    {
        Box = 1,
        Landmarks = 2,
        Pose = 4,
        Emotions = 8,
        Classified = 16,
    }

    public static void Write(this BinaryWriter to, FaceReading reading)
    {
        to.Write((byte)PartsOf(reading));
        to.Write(reading.Width);
        to.Write(reading.Height);
        to.Write(reading.Faces);
        to.Write((int)reading.Quality);
        foreach (var stage in StageTimes.All) to.Write(reading.Stages[stage]);
        if (reading.Box is { } box)
        {
            to.Write(box.X);
            to.Write(box.Y);
            to.Write(box.Width);
            to.Write(box.Height);
        }

        if (reading.Landmarks is { } landmarks)
        {
            foreach (var point in landmarks.Points)
            {
                to.Write(point.X);
                to.Write(point.Y);
            }
        }

        if (reading.Pose is { } pose)
        {
            to.Write(pose.Yaw);
            to.Write(pose.Pitch);
            to.Write(pose.Roll);
        }

        if (reading.Emotions is { } emotions)
            foreach (var share in emotions.InClassOrder) to.Write(share);
    }

    public static FaceReading ReadReading(this BinaryReader from)
    {
        var parts = (Parts)from.ReadByte();
        return new FaceReading
        {
            Width = from.ReadInt32(),
            Height = from.ReadInt32(),
            Faces = from.ReadInt32(),
            Quality = (QualityIssue)from.ReadInt32(),
            Stages = new StageTimes(from.ReadSingle(), from.ReadSingle(), from.ReadSingle(), from.ReadSingle(), from.ReadSingle(), from.ReadSingle()),
            Box = parts.HasFlag(Parts.Box) ? new FaceBox(from.ReadInt32(), from.ReadInt32(), from.ReadInt32(), from.ReadInt32()) : null,
            Landmarks = parts.HasFlag(Parts.Landmarks) ? ReadLandmarks(from) : null,
            Pose = parts.HasFlag(Parts.Pose) ? new HeadPose(from.ReadDouble(), from.ReadDouble(), from.ReadDouble()) : null,
            Emotions = parts.HasFlag(Parts.Emotions) ? ReadEmotions(from) : null,
            Classified = parts.HasFlag(Parts.Classified),
        };
    }

    private static Parts PartsOf(FaceReading reading) =>
        (reading.Box is null ? 0 : Parts.Box) | (reading.Landmarks is null ? 0 : Parts.Landmarks) | (reading.Pose is null ? 0 : Parts.Pose)
        | (reading.Emotions is null ? 0 : Parts.Emotions) | (reading.Classified ? Parts.Classified : 0);

    private static FacialLandmarks ReadLandmarks(BinaryReader from)
    {
        Span<LandmarkPoint> points = stackalloc LandmarkPoint[FacialLandmarks.Count];
        foreach (ref var point in points) point = new LandmarkPoint(from.ReadSingle(), from.ReadSingle());
        return new FacialLandmarks(points);
    }

    private static EmotionProbabilities ReadEmotions(BinaryReader from)
    {
        Span<float> shares = stackalloc float[Emotions.Count];
        foreach (ref var share in shares) share = from.ReadSingle();
        return new EmotionProbabilities(shares);
    }
}
