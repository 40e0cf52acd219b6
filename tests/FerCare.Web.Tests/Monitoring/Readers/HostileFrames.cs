using System.Buffers.Binary;
using System.Text;
using SkiaSharp;

namespace FerCare.Web.Tests.Monitoring.Readers;

/// <summary>Pictures that somebody made to do harm, each built from a good JPEG.</summary>
internal static class HostileFrames
{
    public static IEnumerable<(string Kind, byte[] Bytes)> All(byte[] good)
    {
        yield return ("empty", []);
        for (var share = 1; share <= 9; share++) yield return ($"cut off after {share} tenths", good[..(good.Length * share / 10)]);
        yield return ("1x1 in the header", WithSize(good, 1, 1));
        yield return ("0x0 in the header", WithSize(good, 0, 0));
        yield return ("65500x65500 in the header", WithSize(good, 65500, 65500));
        yield return ("1920x1080 in the header of a small picture", WithSize(good, 1920, 1080));
        yield return ("four colours in the header", FourColours(good));
        yield return ("thousands of progressive scans", ProgressiveBomb(1920, 1080, 7000));
        yield return ("thousands of sequential scans", SequentialBomb(good, 7000));
        yield return ("PNG", [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, .. "IHDR"u8, 0, 0, 0xff, 0xff, 0, 0, 0xff, 0xff, 8, 6, 0, 0, 0]);
        yield return ("WebP", [.. "RIFF"u8, 0xff, 0xff, 0xff, 0x7f, .. "WEBPVP8X"u8, 10, 0, 0, 0, 0x10, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]);
        yield return ("SVG that names a file", "<svg xmlns='http://www.w3.org/2000/svg' width='1e9'><image href='file:///etc/passwd'/></svg>"u8.ToArray());
        yield return ("a picture that is an archive too", [.. good, .. "PK"u8, 3, 4, .. new byte[200], .. "PK"u8, 5, 6, .. new byte[18]]);
        yield return ("a picture that is a page too", [.. good[..2], 0xff, 0xfe, 0, 40, .. Encoding.ASCII.GetBytes("<script>alert(document.cookie)</script>"), .. good[2..]]);
        yield return ("Exif that points outside itself", [.. good[..2], .. Exif(0xffff_fff0), .. good[2..]]);
        yield return ("Exif that points at itself", [.. good[..2], .. Exif(8), .. good[2..]]);
        yield return ("a segment longer than the file", [.. good[..2], 0xff, 0xe1, 0xff, 0xff, .. good[2..]]);
        yield return ("nothing but markers", [0xff, 0xd8, .. Enumerable.Repeat((byte)0xff, 100_000)]);
    }

    /// <summary>The same picture with half the width and height.</summary>
    public static byte[] HalfAsWide(byte[] good)
    {
        using var whole = SKBitmap.Decode(good);
        using var half = whole.Resize(new SKImageInfo(whole.Width / 2, whole.Height / 2), new SKSamplingOptions(SKCubicResampler.Mitchell));
        using var encoded = half.Encode(SKEncodedImageFormat.Jpeg, 85);
        return encoded.ToArray();
    }

    /// <summary>A good frame with a few bytes changed, taken out, doubled or swapped; the same for the same seed.</summary>
    public static byte[] Mutation(byte[] good, Random random)
    {
        var bytes = new List<byte>(good);
        for (var change = random.Next(1, 12); change > 0 && bytes.Count > 4; change--)
        {
            // Every second one in the header, where sizes and tables are.
            var at = random.Next(random.Next(2) == 0 ? Math.Min(650, bytes.Count) : bytes.Count);
            switch (random.Next(5))
            {
                case 0: bytes[at] = (byte)random.Next(256); break;
                case 1: bytes[at] ^= (byte)(1 << random.Next(8)); break;
                case 2: bytes.RemoveRange(at, Math.Min(random.Next(1, 40), bytes.Count - at)); break;
                case 3: bytes.InsertRange(at, bytes.GetRange(at, Math.Min(random.Next(1, 40), bytes.Count - at))); break;
                default: bytes[at] = (byte)(random.Next(2) * 255); break;
            }
        }

        return [.. bytes];
    }

    private static byte[] WithSize(byte[] good, ushort width, ushort height)
    {
        var bytes = (byte[])good.Clone();
        var header = bytes.AsSpan().IndexOf([(byte)0xff, (byte)0xc0]);
        if (header < 0) return bytes;
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(header + 5), height);
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(header + 7), width);
        return bytes;
    }

    /// <summary>Says that it is CMYK: an Adobe note and a fourth colour that has no data.</summary>
    private static byte[] FourColours(byte[] good)
    {
        var header = good.AsSpan().IndexOf([(byte)0xff, (byte)0xc0]);
        if (header < 0) return good;
        var length = BinaryPrimitives.ReadUInt16BigEndian(good.AsSpan(header + 2));
        byte[] adobe = [0xff, 0xee, 0, 14, .. "Adobe"u8, 0, 100, 0, 0, 0, 0, 2];
        return [.. good[..2], .. adobe, .. good[2..header], 0xff, 0xc0, 0, (byte)(length + 3), .. good[(header + 4)..(header + 9)], 4, .. good[(header + 10)..(header + 2 + length)], 4, 0x11, 0, .. good[(header + 2 + length)..]];
    }

    /// <summary>Each scan says in a few bytes that it changes nothing in any of the picture's blocks; a decoder goes over all of them.</summary>
    private static byte[] ProgressiveBomb(ushort width, ushort height, int scans)
    {
        byte[] size = [(byte)(height >> 8), (byte)height, (byte)(width >> 8), (byte)width];
        byte[] quantisation = [0xff, 0xdb, 0, 67, 0, .. Enumerable.Repeat((byte)1, 64)];
        byte[] frame = [0xff, 0xc2, 0, 11, 8, .. size, 1, 1, 0x11, 0];
        byte[] huffman = [0xff, 0xc4, 0, 20, 0x00, 1, .. new byte[15], 0, 0xff, 0xc4, 0, 20, 0x10, 1, .. new byte[15], 0xe0];
        byte[] first = [0xff, 0xda, 0, 8, 1, 1, 0, 0, 0, 0, .. new byte[16]];
        byte[] again = [0xff, 0xda, 0, 8, 1, 1, 0, 1, 63, 0, 0x3f, 0xff, 0x00];
        return [0xff, 0xd8, .. quantisation, .. frame, .. huffman, .. first, .. Enumerable.Repeat(again, scans).SelectMany(b => b), 0xff, 0xd9];
    }

    private static byte[] SequentialBomb(byte[] good, int scans)
    {
        var scan = good.AsSpan().IndexOf([(byte)0xff, (byte)0xda]);
        if (scan < 0) return good;
        byte[] empty = [0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0, 0];
        return [.. WithSize(good, 1920, 1080)[..scan], .. Enumerable.Repeat(empty, scans).SelectMany(b => b), 0xff, 0xd9];
    }

    private static byte[] Exif(uint next)
    {
        var directory = new byte[26];
        "MM"u8.CopyTo(directory);
        (directory[3], directory[7], directory[9]) = (42, 8, 1);
        BinaryPrimitives.WriteUInt32BigEndian(directory.AsSpan(10), 0x0112_0004);
        BinaryPrimitives.WriteUInt32BigEndian(directory.AsSpan(14), 0xffff_ffff);
        BinaryPrimitives.WriteUInt32BigEndian(directory.AsSpan(18), next);
        BinaryPrimitives.WriteUInt32BigEndian(directory.AsSpan(22), next);
        return [0xff, 0xe1, 0, (byte)(2 + 6 + directory.Length), .. "Exif"u8, 0, 0, .. directory];
    }
}
