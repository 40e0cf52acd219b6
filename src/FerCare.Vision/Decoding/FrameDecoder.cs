using FerCare.Vision.Locating;
using SkiaSharp;

namespace FerCare.Vision.Decoding;

/// <summary>
/// Encoded image to grey pixels. Size and format are read from the header before anything is decoded. What cameras and browsers
/// send, plain JPEG, is decoded by libjpeg straight to grey, without its colours and without allocating; everything else by
/// SkiaSharp. Owns its buffer: one for each thread.
/// </summary>
public sealed class FrameDecoder(FrameLimits limits)
{
    private readonly bool takesJpeg = limits.Formats.Contains(SKEncodedImageFormat.Jpeg);
    private byte[] colours = [];
    private int coloured; // bytes of it that a picture may have been in since it was overwritten

    /// <summary>Decodes an image upright (a camera's rotation note is followed) into <paramref name="target"/>.</summary>
    /// <exception cref="FrameRefusedException">Empty, too large, of another format, or damaged.</exception>
    public void Decode(ReadOnlyMemory<byte> encoded, GreyImage target)
    {
        if (encoded.IsEmpty) throw new FrameRefusedException(FrameRefusal.Empty, "Expected an image, found no bytes.");
        if (encoded.Length > limits.MostBytes)
            throw new FrameRefusedException(FrameRefusal.TooLarge, $"Expected at most {limits.MostBytes} bytes, found {encoded.Length}.");
        if (takesJpeg && encoded.Span.StartsWith(JpegStart))
        {
            if (JpegScans.Count(encoded.Span, limits.MostScans + 1) > limits.MostScans) throw new FrameRefusedException(FrameRefusal.TooLarge, $"Expected at most {limits.MostScans} scans, found more.");
            if (DecodePlainJpeg(encoded.Span, target)) return;
        }

        DecodeAny(encoded, target);
    }

    /// <summary>Overwrites what is left of the last image.</summary>
    public void Forget()
    {
        Array.Clear(colours, 0, coloured);
        coloured = 0;
    }

    private static ReadOnlySpan<byte> JpegStart => [0xff, 0xd8, 0xff];

    /// <summary>False where the picture is a JPEG of another kind (CMYK, a rotation note, arithmetic coding) or its header makes no sense.</summary>
    private unsafe bool DecodePlainJpeg(ReadOnlySpan<byte> encoded, GreyImage target)
    {
        var status = Try(encoded, target, out var width, out var height);
        if (status is DlibLibrary.NoRoom)
        {
            target.Reshape(width, height);
            status = Try(encoded, target, out width, out height);
        }

        switch (status)
        {
            case DlibLibrary.Ok:
                target.Reshape(width, height);
                return true;
            case DlibLibrary.OtherFormat:
                return false;
            case DlibLibrary.TooLarge:
                throw TooLarge(width, height);
            default:
                throw new FrameRefusedException(FrameRefusal.Corrupt, $"Expected a whole image, found a damaged one ({DlibLibrary.LastError()}).");
        }

        int Try(ReadOnlySpan<byte> bytes, GreyImage into, out int across, out int down)
        {
            // Within its room a picture of another size is reshaped afterwards and keeps its pixels.
            fixed (byte* jpeg = bytes, grey = into.Pixels)
                return DlibLibrary.JpegToGrey(jpeg, (nuint)bytes.Length, limits.LongSide, limits.ShortSide, limits.MostScans, grey, (nuint)into.Pixels.Length, out across, out down);
        }
    }

    private unsafe void DecodeAny(ReadOnlyMemory<byte> encoded, GreyImage target)
    {
        using var pin = encoded.Pin();
        using var data = SKData.Create((IntPtr)pin.Pointer, encoded.Length);
        using var codec = SKCodec.Create(data) ?? throw new FrameRefusedException(FrameRefusal.WrongFormat, $"Expected {limits.FormatNames}, found bytes that are no image.");
        if (!limits.Formats.Contains(codec.EncodedFormat))
            throw new FrameRefusedException(FrameRefusal.WrongFormat, $"Expected {limits.FormatNames}, found {codec.EncodedFormat.ToString().ToUpperInvariant()}.");
        var size = codec.Info.Size;
        if (size.Width < 1 || size.Height < 1) throw new FrameRefusedException(FrameRefusal.Corrupt, $"Expected an image with pixels, found {size.Width}x{size.Height}.");
        if (Math.Max(size.Width, size.Height) > limits.LongSide || Math.Min(size.Width, size.Height) > limits.ShortSide) throw TooLarge(size.Width, size.Height);

        var bytes = 4 * size.Width * size.Height;
        if (colours.Length < bytes) colours = new byte[bytes];
        coloured = Math.Max(coloured, bytes);
        fixed (byte* pixels = colours)
        {
            // A colour JPEG is not decoded to grey by the codec, so it is converted here.
            var result = codec.GetPixels(new SKImageInfo(size.Width, size.Height, SKColorType.Rgba8888, SKAlphaType.Premul), (IntPtr)pixels);
            if (result != SKCodecResult.Success) throw new FrameRefusedException(FrameRefusal.Corrupt, $"Expected a whole image, found a damaged one ({result}).");
        }

        target.Reshape(size.Width, size.Height);
        Luminance.Convert(colours.AsSpan(0, bytes), target.Pixels);
        Upright.Turn(target, codec.EncodedOrigin);
    }

    private FrameRefusedException TooLarge(int width, int height) =>
        new(FrameRefusal.TooLarge, $"Expected at most {limits.LongSide}x{limits.ShortSide} pixels, found {width}x{height}.");
}

/// <summary>What a frame may be.</summary>
/// <param name="LongSide">Most pixels of the longer side.</param>
/// <param name="ShortSide">Most pixels of the shorter side.</param>
/// <param name="MostBytes">Most bytes encoded.</param>
/// <param name="Formats">The formats taken.</param>
public sealed record FrameLimits(int LongSide, int ShortSide, int MostBytes, IReadOnlyList<SKEncodedImageFormat> Formats)
{
    /// <summary>
    /// Most passes over a JPEG; browsers make one, a progressive photograph has some ten. The only place that says it: they are counted
    /// before any decoder sees the picture (<see cref="JpegScans"/>), and libjpeg is given the same number for what such counting overlooks.
    /// </summary>
    public int MostScans { get; init; } = 100;

    /// <summary>A frame streamed by a browser: JPEG up to 1920x1080 and 128 KiB (an engineering limit: 640x480 needs some 20 KiB).</summary>
    public static FrameLimits Streamed { get; } = new(1920, 1080, 128 * 1024, [SKEncodedImageFormat.Jpeg]) { MostScans = 12 };

    /// <summary>A file given by its owner: the usual photograph formats up to 8192x8192 and 64 MiB.</summary>
    public static FrameLimits File { get; } = new(8192, 8192, 64 * 1024 * 1024,
        [SKEncodedImageFormat.Jpeg, SKEncodedImageFormat.Png, SKEncodedImageFormat.Bmp, SKEncodedImageFormat.Webp, SKEncodedImageFormat.Gif]);

    internal string FormatNames => string.Join(", ", Formats.Select(f => f.ToString().ToUpperInvariant()));
}
