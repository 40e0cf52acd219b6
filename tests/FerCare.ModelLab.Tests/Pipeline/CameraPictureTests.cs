using CsCheck;
using FerCare.ModelLab.Data;
using FerCare.ModelLab.Pipeline;
using FerCare.Vision.Decoding;

namespace FerCare.ModelLab.Tests.Pipeline;

public class CameraPictureTests
{
    [Fact]
    public void The_crop_stands_enlarged_in_the_middle_of_the_frame() =>
        Gen.Byte.Array[FaceSet.Side / 8 * FaceSet.Side / 8].Sample(blocks =>
        {
            // Blocks of 8x8 pixels, so that enlarging and JPEG leave their middles alone.
            var face = new byte[FaceSet.PixelsPerFace];
            for (var i = 0; i < face.Length; i++) face[i] = blocks[i / FaceSet.Side / 8 * 6 + i % FaceSet.Side / 8];
            var frame = Show(face, new CameraPictureOptions { JpegQuality = 95 });
            (frame.Width, frame.Height).ShouldBe((640, 480));
            for (var y = 0; y < 6; y++)
                for (var x = 0; x < 6; x++)
                    frame.At(320 + 5 * (8 * x + 4 - 24), 240 + 5 * (8 * y + 4 - 24)).ShouldBe(blocks[y * 6 + x], 12);
        }, iter: 10);

    [Fact]
    public void Outside_the_crop_its_border_fades_into_the_background()
    {
        var options = new CameraPictureOptions { Background = 100, FadeOver = 0.5 };
        var white = new byte[FaceSet.PixelsPerFace];
        Array.Fill(white, (byte)255);
        var frame = Show(white, options);
        frame.At(320, 240).ShouldBe(255, 2);
        double near = frame.At(320 - 150, 240), far = frame.At(320 - 200, 240);
        near.ShouldBeInRange(180, 250);
        far.ShouldBeInRange(110, near - 20);
        frame.At(10, 10).ShouldBe(100, 3);
    }

    [Fact]
    public void Without_a_fade_the_background_begins_at_the_edge()
    {
        var white = new byte[FaceSet.PixelsPerFace];
        Array.Fill(white, (byte)255);
        var frame = Show(white, new CameraPictureOptions { FadeOver = 0, Background = 60, JpegQuality = 95 });
        frame.At(320 - 115, 240).ShouldBe(255, 5);
        frame.At(320 - 126, 240).ShouldBe(60, 5);
    }

    [Fact]
    public void A_frame_is_small_enough_to_be_streamed_and_the_same_each_time()
    {
        var noise = new byte[FaceSet.PixelsPerFace];
        new Random(2).NextBytes(noise);
        using var camera = new CameraPicture(new CameraPictureOptions());
        var first = camera.Encode(noise);
        first.Length.ShouldBeLessThan(FrameLimits.Streamed.MostBytes);
        camera.Encode(new byte[FaceSet.PixelsPerFace]);
        camera.Encode(noise).ShouldBe(first);
    }

    private static GreyImage Show(byte[] face, CameraPictureOptions options)
    {
        using var camera = new CameraPicture(options);
        var frame = new GreyImage(1, 1);
        new FrameDecoder(FrameLimits.Streamed).Decode(camera.Encode(face), frame);
        return frame;
    }
}
