using System.Buffers.Binary;
using System.IO.Compression;
using FerCare.ModelLab.Data;

namespace FerCare.ModelLab.Tests;

/// <summary>Writes the files that the lab reads.</summary>
internal static class IdxWriting
{
    /// <summary>An IDX file of unsigned bytes; compressed where the name ends with .gz.</summary>
    public static string Write(string path, int[] dimensions, ReadOnlySpan<byte> values)
    {
        var header = new byte[4 + 4 * dimensions.Length];
        header[2] = 8;
        header[3] = (byte)dimensions.Length;
        for (var d = 0; d < dimensions.Length; d++) BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4 + 4 * d), dimensions[d]);
        using var file = File.Create(path);
        using Stream target = path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionLevel.Fastest) : file;
        target.Write(header);
        target.Write(values);
        return path;
    }

    /// <summary>A part of a data folder as the lab expects it, with all ten votes of a face on its label.</summary>
    public static void WritePart(string folder, string part, FaceSet faces)
    {
        Write(Path.Combine(folder, $"{part}-images-idx3-ubyte.gz"), [faces.Count, FaceSet.Side, FaceSet.Side], faces.Pixels);
        Write(Path.Combine(folder, $"{part}-labels-idx1-ubyte.gz"), [faces.Count], faces.Labels);
        Write(Path.Combine(folder, $"{part}-votes-idx2-ubyte.gz"), [faces.Count, FaceSet.VoteColumns], SyntheticFaces.VotesFor(faces.Labels));
    }
}
