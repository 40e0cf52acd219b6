using System.Buffers.Binary;
using System.IO.Compression;

namespace FerCare.ModelLab.Data;

/// <summary>An IDX file of unsigned bytes (the format of MNIST: big-endian header, then the values), plain or gzip-compressed.</summary>
/// <param name="Dimensions">Sizes in the header's order, the slowest first: for pictures their number, rows, columns.</param>
/// <param name="Values">As many bytes as the product of the dimensions; the last dimension runs fastest, so pictures come one after another, row by row.</param>
public sealed record IdxFile(IReadOnlyList<int> Dimensions, byte[] Values)
{
    private const byte UnsignedByte = 8;

    /// <summary>Reads a file and checks its header against <paramref name="shape"/>, where -1 stands for any count.</summary>
    /// <exception cref="LabDataException">The file is missing, truncated or of another shape.</exception>
    public static IdxFile Read(string path, params ReadOnlySpan<int> shape)
    {
        try
        {
            using var file = File.OpenRead(path);
            var compressed = file.ReadByte() == 0x1f && file.ReadByte() == 0x8b;
            file.Position = 0;
            using Stream source = compressed ? new GZipStream(file, CompressionMode.Decompress) : file;
            return Read(path, source, shape);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new LabDataException($"{path}: cannot be read as an IDX file ({problem.Message.ReplaceLineEndings(" ")})", problem);
        }
    }

    // A damaged header may name 255 dimensions; a message of one line has no room for them.
    private const int MostTold = 8;

    private static IdxFile Read(string path, Stream source, ReadOnlySpan<int> shape)
    {
        Span<byte> start = stackalloc byte[4];
        var found = source.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        if (found < start.Length || start[0] != 0 || start[1] != 0 || start[2] != UnsignedByte)
            throw new LabDataException($"{path}: expected an IDX file of unsigned bytes (header 00 00 08 nn), found {Convert.ToHexString(start[..found])}.");
        var dimensions = new int[start[3]];
        var sizes = new byte[4 * dimensions.Length];
        found = source.ReadAtLeast(sizes, sizes.Length, throwOnEndOfStream: false);
        if (found < sizes.Length) throw new LabDataException($"{path}: expected a header of {start.Length + sizes.Length} bytes, found {start.Length + found}.");
        for (var d = 0; d < dimensions.Length; d++) dimensions[d] = BinaryPrimitives.ReadInt32BigEndian(sizes.AsSpan(4 * d));

        var fits = dimensions.Length == shape.Length;
        for (var d = 0; fits && d < shape.Length; d++) fits = dimensions[d] >= 0 && (shape[d] < 0 || shape[d] == dimensions[d]);
        if (!fits) throw new LabDataException($"{path}: expected {Describe(shape)}, found {Describe(dimensions)}.");
        var count = dimensions.Aggregate(System.Numerics.BigInteger.One, (product, d) => product * d);
        if (count > Array.MaxLength) throw new LabDataException($"{path}: expected at most {Array.MaxLength} values, found a header that announces {count}.");
        var values = ReadAtMost(source, (int)count);
        if (values.Length < count) throw new LabDataException($"{path}: expected {count} values after the header, found {values.Length}.");
        if (source.ReadByte() >= 0) throw new LabDataException($"{path}: expected {count} values after the header, found more.");
        return new IdxFile(dimensions, values);
    }

    /// <summary>So many bytes, or fewer where the file ends before. Room is made for what comes and not for what a header promises.</summary>
    private static byte[] ReadAtMost(Stream source, int count)
    {
        var read = new MemoryStream();
        var piece = new byte[81920];
        while (read.Length < count && source.Read(piece, 0, (int)Math.Min(piece.Length, count - read.Length)) is > 0 and var length) read.Write(piece, 0, length);
        return read.ToArray();
    }

    private static string Describe(ReadOnlySpan<int> dimensions)
    {
        var text = new List<string>();
        foreach (var d in dimensions[..Math.Min(dimensions.Length, MostTold)]) text.Add(d < 0 ? "n" : d.ToString());
        return dimensions.Length > MostTold ? $"[{string.Join(", ", text)}, ...], {dimensions.Length} dimensions" : $"[{string.Join(", ", text)}]";
    }
}

/// <summary>Data the lab cannot work with; the message names the file, what was expected and what was found.</summary>
public sealed class LabDataException(string message, Exception? cause = null) : Exception(message, cause);
