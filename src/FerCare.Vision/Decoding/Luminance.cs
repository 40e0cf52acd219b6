using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace FerCare.Vision.Decoding;

/// <summary>Colour to grey by the luminance weights of ITU-R BT.601 in 256ths: 77 red, 150 green, 29 blue.</summary>
internal static class Luminance
{
    /// <summary>Converts pixels of four bytes (red, green, blue, any) to one byte each.</summary>
    public static void Convert(ReadOnlySpan<byte> colours, Span<byte> grey)
    {
        var pixels = MemoryMarshal.Cast<byte, uint>(colours);
        var i = 0;
        if (Vector256.IsHardwareAccelerated)
        {
            const int Step = 32;
            for (; i <= grey.Length - Step; i += Step)
            {
                var low = Vector256.Narrow(Weigh(pixels[i..]), Weigh(pixels[(i + 8)..]));
                var high = Vector256.Narrow(Weigh(pixels[(i + 16)..]), Weigh(pixels[(i + 24)..]));
                Vector256.Narrow(low, high).CopyTo(grey[i..]);
            }
        }

        for (; i < grey.Length; i++)
            grey[i] = (byte)((77 * (pixels[i] & 0xff) + 150 * ((pixels[i] >> 8) & 0xff) + 29 * ((pixels[i] >> 16) & 0xff) + 128) >> 8);
    }

    private static Vector256<uint> Weigh(ReadOnlySpan<uint> pixels)
    {
        var eight = Vector256.Create(pixels);
        var mask = Vector256.Create(0xffu);
        return ((eight & mask) * 77u + ((eight >> 8) & mask) * 150u + ((eight >> 16) & mask) * 29u + Vector256.Create(128u)) >> 8;
    }
}
