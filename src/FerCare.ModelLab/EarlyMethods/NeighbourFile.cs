using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using FerCare.Affect;
using FerCare.ModelLab.Data;
using FerCare.ModelLab.Evaluation;

namespace FerCare.ModelLab.EarlyMethods;

/// <summary>
/// The file of stored faces, little-endian: magic "FerCaKNN", version, feature kind, numbers of a feature, faces, neighbours (int32 each), two
/// temperatures (float64), whether raters voted (a byte); then the features (float16), the labels (bytes) and the raters' shares (float32).
/// </summary>
internal static class NeighbourFile
{
    private const int Version = 1, HeaderLength = 8 + 5 * sizeof(int) + 2 * sizeof(double) + 1;

    private static ReadOnlySpan<byte> Magic => "FerCaKNN"u8;

    public static void Write(NearestNeighbours neighbours, string path) => WholeFile.Write(path, temporary =>
    {
        using var writer = new BinaryWriter(File.Create(temporary));
        var stored = neighbours.Stored;
        writer.Write(Magic);
        foreach (var value in (int[])[Version, (int)stored.Kind, stored.Length, stored.Count, neighbours.Neighbours]) writer.Write(value);
        writer.Write(neighbours.Temperatures.Fer2013);
        writer.Write(neighbours.Temperatures.FerPlus);
        writer.Write(stored.HasVotes);
        var row = new Half[stored.Length];
        for (var i = 0; i < stored.Count; i++)
        {
            TensorPrimitives.ConvertToHalf(stored.Feature(i), row);
            writer.Write(MemoryMarshal.AsBytes(row.AsSpan()));
        }

        writer.Write(stored.Labels);
        for (var i = 0; stored.HasVotes && i < stored.Count; i++) writer.Write(MemoryMarshal.AsBytes(stored.Shares(i)));
    });

    public static NearestNeighbours Read(string path)
    {
        try
        {
            using var reader = new BinaryReader(File.OpenRead(path));
            return Read(reader, path);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new LabDataException($"{path}: cannot be read as stored neighbours ({problem.Message})", problem);
        }
    }

    private static NearestNeighbours Read(BinaryReader reader, string path)
    {
        var found = reader.BaseStream.Length;
        if (found < HeaderLength || !reader.ReadBytes(Magic.Length).AsSpan().SequenceEqual(Magic)) throw new LabDataException($"{path}: expected stored neighbours (FerCaKNN), found another file of {found} bytes.");
        int version = reader.ReadInt32(), kind = reader.ReadInt32(), length = reader.ReadInt32(), count = reader.ReadInt32(), neighbours = reader.ReadInt32();
        double fer2013 = reader.ReadDouble(), ferPlus = reader.ReadDouble();
        var votes = reader.ReadByte();
        if (version != Version) throw new LabDataException($"{path}: expected version {Version}, found {version}.");
        if (!Enum.IsDefined((FaceFeature)kind) || length != FaceFeatures.Length((FaceFeature)kind)) throw new LabDataException($"{path}: expected features of a known kind and length, found kind {kind} of {length} numbers.");
        if (count < 1 || (long)count * length > Array.MaxLength) throw new LabDataException($"{path}: expected 1 to {Array.MaxLength / length} faces, found {count}.");
        var most = Math.Min(count, NearestNeighbours.MostNeighbours);
        if (neighbours < 1 || neighbours > most) throw new LabDataException($"{path}: expected 1 to {most} neighbours, found {neighbours}.");
        if (!(fer2013 > 0 && double.IsFinite(fer2013) && ferPlus > 0 && double.IsFinite(ferPlus))) throw new LabDataException($"{path}: expected temperatures above 0, found {fer2013} and {ferPlus}.");
        var expected = HeaderLength + count * (2L * length + 1 + (votes == 0 ? 0 : sizeof(float) * Emotions.Count));
        if (found != expected) throw new LabDataException($"{path}: expected {expected} bytes for {count} faces, found {found}.");

        var features = new float[count * length];
        var row = new Half[length];
        for (var i = 0; i < count; i++)
        {
            reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(row.AsSpan()));
            TensorPrimitives.ConvertToSingle(row, features.AsSpan(i * length, length));
        }

        var labels = reader.ReadBytes(count);
        var wrong = Array.FindIndex(labels, l => l >= Emotions.Count);
        if (wrong >= 0) throw new LabDataException($"{path}: expected labels 0 to {Emotions.Count - 1}, found {labels[wrong]} at face {wrong}.");
        var shares = votes == 0 ? null : new float[count * Emotions.Count];
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(shares.AsSpan()));
        return new NearestNeighbours(new StoredFaces((FaceFeature)kind, features, labels, shares), neighbours, new HeadTemperatures(fer2013, ferPlus));
    }
}
