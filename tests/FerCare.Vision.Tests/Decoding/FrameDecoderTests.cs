using CsCheck;
using FerCare.Vision.Decoding;
using FerCare.Vision.Locating;
using SkiaSharp;

namespace FerCare.Vision.Tests.Decoding;

public class FrameDecoderTests
{
    private readonly FrameDecoder streamed = new(FrameLimits.Streamed);
    private readonly FrameDecoder files = new(FrameLimits.File);
    private readonly GreyImage image = new(1, 1);

    [Fact]
    public void A_colour_picture_becomes_its_luminance()
    {
        files.Decode(Pictures.Draw(40, 30, SKEncodedImageFormat.Png, canvas => canvas.Clear(new SKColor(200, 100, 50))), image);
        (image.Width, image.Height).ShouldBe((40, 30));
        image.Pixels.ToArray().ShouldAllBe(p => Math.Abs(p - (0.299 * 200 + 0.587 * 100 + 0.114 * 50)) < 1);
    }

    [Fact]
    public void Every_pixel_keeps_its_place_whatever_the_width() =>
        Gen.Select(Gen.Int[1, 80], Gen.Int[1, 20]).Sample((width, height) =>
        {
            var target = new GreyImage(1, 1);
            var encoded = Pictures.Draw(width, height, SKEncodedImageFormat.Png, canvas =>
            {
                for (var y = 0; y < height; y++)
                    for (var x = 0; x < width; x++)
                    {
                        var grey = (byte)((x * 7 + y * 13) % 256);
                        canvas.DrawPoint(x, y, new SKColor(grey, grey, grey));
                    }
            });
            new FrameDecoder(FrameLimits.File).Decode(encoded, target);
            for (var y = 0; y < height; y++)
                for (var x = 0; x < width; x++)
                    ((double)target.Pixels[y * width + x]).ShouldBe((x * 7 + y * 13) % 256, 1.0);
        }, iter: 30);

    [Fact]
    public void A_JPEG_within_the_limits_is_taken()
    {
        streamed.Decode(Pictures.Plain(1920, 1080), image);
        (image.Width, image.Height).ShouldBe((1920, 1080));
        streamed.Decode(Pictures.Plain(1, 1, grey: 90), image);
        ((int)image.Pixels[0]).ShouldBeInRange(88, 92);
    }

    [Fact]
    public void No_bytes_are_refused() => Refused(streamed, []).ShouldBe(FrameRefusal.Empty);

    [Theory]
    [InlineData(1921, 1080)]
    [InlineData(1920, 1081)]
    [InlineData(2000, 100)]
    public void More_pixels_than_allowed_are_refused(int width, int height) =>
        Refused(streamed, Pictures.Plain(width, height)).ShouldBe(FrameRefusal.TooLarge);

    [Fact]
    public void More_bytes_than_allowed_are_refused() => Refused(streamed, new byte[FrameLimits.Streamed.MostBytes + 1]).ShouldBe(FrameRefusal.TooLarge);

    [Fact]
    public void A_huge_size_in_the_header_is_refused_before_anything_is_decoded()
    {
        var frame = Pictures.Plain(64, 48);
        PatchSize(frame, 65500, 65500);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Refused(streamed, frame).ShouldBe(FrameRefusal.TooLarge);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(1_000_000);
    }

    [Theory]
    [InlineData(SKEncodedImageFormat.Png)]
    [InlineData(SKEncodedImageFormat.Webp)]
    public void Other_formats_are_refused_in_a_stream(SKEncodedImageFormat format) =>
        Refused(streamed, Pictures.Plain(64, 48, format)).ShouldBe(FrameRefusal.WrongFormat);

    [Fact]
    public void Text_is_refused() => Refused(streamed, "<html>this is no picture</html>"u8.ToArray()).ShouldBe(FrameRefusal.WrongFormat);

    [Fact]
    public void Garbage_is_refused() =>
        Gen.Byte.Array[1, 2000].Sample(bytes => Refused(new FrameDecoder(FrameLimits.Streamed), bytes).ShouldBeOneOf(FrameRefusal.WrongFormat, FrameRefusal.Corrupt), iter: 200);

    [Fact]
    public void A_frame_that_breaks_off_is_refused()
    {
        var whole = Textured();
        foreach (var share in new[] { 0.01, 0.1, 0.3, 0.5, 0.8, 0.95 })
            Refused(streamed, whole[..(int)(whole.Length * share)]).ShouldBeOneOf(FrameRefusal.WrongFormat, FrameRefusal.Corrupt);
    }

    [Fact]
    public void A_frame_with_changed_bytes_is_decoded_or_refused_and_the_next_one_is_fine()
    {
        var whole = Textured();
        Gen.Select(Gen.Select(Gen.Int[0, whole.Length - 1], Gen.Byte).Array[1, 20], Gen.Bool).Sample((changes, progressive) =>
        {
            var decoder = new FrameDecoder(FrameLimits.Streamed);
            var target = new GreyImage(1, 1);
            var changed = progressive ? Oddities.Progressive : (byte[])whole.Clone();
            foreach (var (at, value) in changes) changed[at % changed.Length] = value;
            try
            {
                decoder.Decode(changed, target);
            }
            catch (FrameRefusedException refused)
            {
                refused.Message.ShouldNotBeEmpty();
            }

            decoder.Decode(whole, target);
            target.Width.ShouldBe(160);
        }, iter: 10_000);
    }

    [Fact]
    public void A_colour_JPEG_gives_the_same_grey_with_and_without_its_colours()
    {
        // A rotation note that says "upright" leads past libjpeg to SkiaSharp, which decodes the colours.
        var plain = Coloured();
        var (grey, weighed) = (new GreyImage(1, 1), new GreyImage(1, 1));
        streamed.Decode(plain, grey);
        streamed.Decode(Pictures.WithOrientation(plain, 1), weighed);
        (grey.Width, grey.Height).ShouldBe((161, 119));
        (weighed.Width, weighed.Height).ShouldBe((161, 119));
        var differences = grey.Pixels.ToArray().Zip(weighed.Pixels.ToArray(), (a, b) => Math.Abs(a - b)).ToArray();
        differences.Average().ShouldBeLessThan(0.6);
        differences.Max().ShouldBeLessThanOrEqualTo(3);
    }

    [Fact]
    public void One_decoder_takes_frames_of_changing_sizes()
    {
        foreach (var (width, height) in new[] { (64, 48), (320, 240), (31, 17), (320, 200), (640, 480), (1, 1) })
        {
            streamed.Decode(Pictures.Plain(width, height, grey: (byte)(width % 200)), image);
            (image.Width, image.Height).ShouldBe((width, height));
            image.Pixels.ToArray().ShouldAllBe(p => Math.Abs(p - width % 200) <= 2);
        }
    }

    [Fact]
    public void A_frame_of_a_known_size_is_decoded_without_allocating()
    {
        var frame = Coloured();
        streamed.Decode(frame, image);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 20; i++) streamed.Decode(frame, image);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    [Fact]
    public void A_progressive_picture_is_taken()
    {
        streamed.Decode(Oddities.Progressive, image);
        (image.Width, image.Height).ShouldBe((32, 24));
        image.Pixels[0].ShouldBeLessThan(image.Pixels[31]);
        image.Pixels[0].ShouldBeLessThan(image.Pixels[23 * 32]);
    }

    [Fact]
    public void A_picture_of_four_printing_colours_is_taken()
    {
        streamed.Decode(Oddities.Cmyk, image);
        (image.Width, image.Height).ShouldBe((32, 24));
        ((int)image.Pixels[0]).ShouldBeGreaterThan(image.Pixels[31] + 50);
    }

    [Fact]
    public void Arithmetic_coding_is_read_as_far_as_the_decoder_of_many_formats_knows_it()
    {
        streamed.Decode(Oddities.Arithmetic, image);
        (image.Width, image.Height).ShouldBe((32, 24));
        image.Pixels[0].ShouldBeLessThan(image.Pixels[31]);
    }

    [Fact]
    public void A_progressive_picture_of_thousands_of_scans_is_refused()
    {
        new FrameDecoder(FrameLimits.File).Decode(Oddities.ManyScans(20), image);
        Refused(streamed, Oddities.ManyScans(20)).ShouldBe(FrameRefusal.TooLarge);
        Refused(new FrameDecoder(FrameLimits.File), Oddities.ManyScans(3000)).ShouldBe(FrameRefusal.TooLarge);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(90)]
    [InlineData(91)]
    public unsafe void What_is_counted_before_decoding_and_what_libjpeg_counts_is_the_same(int more)
    {
        var picture = Oddities.ManyScans(more);
        foreach (var limit in (FrameLimits[])[FrameLimits.Streamed, FrameLimits.File])
        {
            var counted = JpegScans.Count(picture, int.MaxValue) <= limit.MostScans;
            fixed (byte* jpeg = picture, grey = new byte[32 * 24])
            {
                var status = DlibLibrary.JpegToGrey(jpeg, (nuint)picture.Length, 32, 32, limit.MostScans, grey, 32 * 24, out _, out _);
                status.ShouldBe(counted ? DlibLibrary.Ok : DlibLibrary.BrokenJpeg, $"{10 + more} scans of {limit.MostScans}");
            }
        }
    }

    [Theory]
    [InlineData("GIF89a")]
    [InlineData("<svg xmlns='http://www.w3.org/2000/svg'>")]
    [InlineData("PK")]
    public void A_file_of_another_kind_with_a_picture_behind_it_is_refused(string start) =>
        Refused(streamed, [.. System.Text.Encoding.ASCII.GetBytes(start), .. Coloured()]).ShouldBeOneOf(FrameRefusal.WrongFormat, FrameRefusal.Corrupt);

    [Fact]
    public void What_stands_behind_a_picture_is_not_read()
    {
        var frame = Coloured();
        streamed.Decode(frame, image);
        var alone = image.Pixels.ToArray();
        streamed.Decode((byte[])[.. frame, .. "PK\u0003\u0004<script>"u8, .. frame[..50]], image);
        image.Pixels.ToArray().ShouldBe(alone);
    }

    [Fact]
    public void A_photograph_taken_sideways_is_turned_upright()
    {
        // Rotation note 6: the camera was turned, the first row is the right side.
        var turned = Pictures.WithOrientation(Pictures.Draw(60, 40, SKEncodedImageFormat.Jpeg, canvas =>
        {
            canvas.Clear(SKColors.Black);
            canvas.DrawRect(0, 0, 30, 20, new SKPaint { Color = SKColors.White });
        }), 6);
        files.Decode(turned, image);
        (image.Width, image.Height).ShouldBe((40, 60));
        ((int)image.Pixels[10 * 40 + 30]).ShouldBeGreaterThan(200, "The upper left quarter is now the upper right one.");
        ((int)image.Pixels[10 * 40 + 10]).ShouldBeLessThan(50);
    }

    private FrameRefusal Refused(FrameDecoder decoder, byte[] bytes) => Should.Throw<FrameRefusedException>(() => decoder.Decode(bytes, new GreyImage(1, 1))).Reason;

    private static byte[] Coloured() => Pictures.Draw(161, 119, SKEncodedImageFormat.Jpeg, canvas =>
    {
        canvas.Clear(new SKColor(180, 150, 130));
        for (var i = 0; i < 40; i++) canvas.DrawCircle(i * 37 % 160, i * 53 % 120, 14, new SKPaint { IsAntialias = true, Color = new SKColor((byte)(90 + i * 41 % 120), (byte)(80 + i * 17 % 120), (byte)(70 + i * 29 % 120)) });
    });

    private static byte[] Textured() => Pictures.Draw(160, 120, SKEncodedImageFormat.Jpeg, canvas =>
    {
        for (var i = 0; i < 60; i++) canvas.DrawCircle(i * 37 % 160, i * 53 % 120, 12, new SKPaint { Color = new SKColor((byte)(i * 41), (byte)(i * 17), (byte)(i * 29)) });
    });

    /// <summary>Writes another size into the frame header (SOF0) of a JPEG.</summary>
    private static void PatchSize(byte[] jpeg, int width, int height)
    {
        var header = jpeg.AsSpan().IndexOf([(byte)0xff, (byte)0xc0]);
        header.ShouldBeGreaterThan(0);
        (jpeg[header + 5], jpeg[header + 6]) = ((byte)(height >> 8), (byte)height);
        (jpeg[header + 7], jpeg[header + 8]) = ((byte)(width >> 8), (byte)width);
    }
}
