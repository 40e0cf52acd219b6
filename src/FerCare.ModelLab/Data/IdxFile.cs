using System.Buffers.Binary;
using System.IO.Compression;

namespace FerCare.ModelLab.Data;

/// <summary>An IDX file of unsigned bytes (the format of MNIST: big-endian header, then the values), plain or gzip-compressed.</summary>
public sealed record IdxFile(IReadOnlyList<int> Dimensions, byte[] Values)
{
    private const byte UnsignedByte = 8;

    /// <summary>Reads a file and checks its header against <paramref name="shape"/>, where -1 stands for any count.</summary>
    /// <exception cref="LabDataException">The file is missing, truncated or of another shape.</exception>
    public static IdxFile Read(string path, params ReadOnlySpan<int> shape)
    {
        var bytes = Load(path);
        if (bytes.Length < 4 || bytes[0] != 0 || bytes[1] != 0 || bytes[2] != UnsignedByte)
            throw new LabDataException($"{path}: expected an IDX file of unsigned bytes (header 00 00 08 nn), found {Convert.ToHexString(bytes.AsSpan(0, Math.Min(4, bytes.Length)))}.");
        var dimensions = new int[bytes[3]];
        var header = 4 + 4 * dimensions.Length;
        if (bytes.Length < header) throw new LabDataException($"{path}: expected a header of {header} bytes, found {bytes.Length}.");
        for (var d = 0; d < dimensions.Length; d++) dimensions[d] = BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(4 + 4 * d));

        var fits = dimensions.Length == shape.Length;
        for (var d = 0; fits && d < shape.Length; d++) fits = dimensions[d] >= 0 && (shape[d] < 0 || shape[d] == dimensions[d]);
        if (!fits)
            throw new LabDataException($"{path}: expected {Describe(shape)}, found {Describe(dimensions)}.");
        var count = dimensions.Aggregate(1L, (product, d) => product * d);
        if (bytes.Length - header != count)
            throw new LabDataException($"{path}: expected {count} values after the header, found {bytes.Length - header}.");
        return new IdxFile(dimensions, bytes[header..]);
    }

    private static byte[] Load(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            var compressed = file.ReadByte() == 0x1f && file.ReadByte() == 0x8b;
            file.Position = 0;
            using Stream source = compressed ? new GZipStream(file, CompressionMode.Decompress) : file;
            using var whole = new MemoryStream();
            source.CopyTo(whole);
            return whole.ToArray();
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new LabDataException($"{path}: cannot be read as an IDX file ({problem.Message})", problem);
        }
    }

    private static string Describe(ReadOnlySpan<int> dimensions)
    {
        var text = new List<string>();
        foreach (var d in dimensions) text.Add(d < 0 ? "n" : d.ToString());
        return $"[{string.Join(", ", text)}]";
    }
}

/// <summary>Data the lab cannot work with; the message names the file, what was expected and what was found.</summary>
public sealed class LabDataException(string message, Exception? cause = null) : Exception(message, cause);
