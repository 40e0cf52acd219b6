using CsCheck;
using FerCare.Vision.Decoding;

namespace FerCare.Vision.Tests.Decoding;

public class MotionJpegTests
{
    [Fact]
    public void The_frames_of_a_camera_clip_are_all_found()
    {
        using var clip = File.OpenRead(SharedSamples.Path("single_face.mjpeg"));
        var frames = MotionJpeg.Frames(clip).ToArray();
        frames.Length.ShouldBe(38);
        frames.Sum(f => (long)f.Length).ShouldBe(clip.Length);
        var image = new GreyImage(1, 1);
        foreach (var frame in frames) new FrameDecoder(FrameLimits.Streamed).Decode(frame, image);
    }

    [Fact]
    public void Frames_come_out_as_they_went_in_however_the_stream_delivers_them() =>
        Gen.Select(Gen.Int[1, 200].Array[1, 8], Gen.Int[1, 5000]).Sample((sizes, chunk) =>
        {
            var frames = sizes.Select(size => Pictures.Plain(size, 1 + size / 2)).ToArray();
            var found = MotionJpeg.Frames(new SlowStream([.. frames.SelectMany(f => f)], chunk)).ToArray();
            found.Length.ShouldBe(frames.Length);
            for (var i = 0; i < frames.Length; i++) found[i].ShouldBe(frames[i]);
        }, iter: 40);

    [Fact]
    public void A_thumbnail_inside_a_frame_is_not_a_frame()
    {
        var thumbnail = Pictures.Plain(16, 16);
        var frame = Pictures.Plain(64, 48);
        byte[] note = [0xff, 0xe1, (byte)((thumbnail.Length + 2) >> 8), (byte)(thumbnail.Length + 2), .. thumbnail];
        byte[] withThumbnail = [.. frame[..2], .. note, .. frame[2..]];
        var found = MotionJpeg.Frames(new MemoryStream([.. withThumbnail, .. frame])).ToArray();
        found.Select(f => f.Length).ShouldBe([withThumbnail.Length, frame.Length]);
    }

    [Fact]
    public void Bytes_between_frames_are_passed_over()
    {
        var frame = Pictures.Plain(64, 48);
        var found = MotionJpeg.Frames(new MemoryStream([.. "--boundary\r\n"u8, .. frame, .. "\r\n--boundary\r\n"u8, .. frame])).ToArray();
        found.Length.ShouldBe(2);
        found[1].ShouldBe(frame);
    }

    [Fact]
    public void A_frame_that_breaks_off_is_given_as_far_as_it_goes_and_the_next_one_is_whole()
    {
        var frame = Pictures.Plain(640, 480);
        var found = MotionJpeg.Frames(new MemoryStream([.. frame[..^40], .. frame, .. frame[..100]])).ToArray();
        found.Length.ShouldBe(3);
        found[0].Length.ShouldBe(frame.Length - 40);
        found[1].ShouldBe(frame);
        found[2].Length.ShouldBe(100);
    }

    [Fact]
    public void A_stream_without_a_frame_has_none()
    {
        MotionJpeg.Frames(new MemoryStream()).ShouldBeEmpty();
        MotionJpeg.Frames(new MemoryStream(new byte[200_000])).ShouldBeEmpty();
    }

    [Fact]
    public void Garbage_ends() =>
        Gen.Byte.Array[0, 3000].Sample(bytes => MotionJpeg.Frames(new MemoryStream([0xff, 0xd8, 0xff, .. bytes])).Sum(f => f.Length).ShouldBeLessThanOrEqualTo(bytes.Length + 3), iter: 200);

    /// <summary>Gives a few bytes at a time, as a network does.</summary>
    private sealed class SlowStream(byte[] bytes, int chunk) : MemoryStream(bytes)
    {
        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, chunk));
    }
}
