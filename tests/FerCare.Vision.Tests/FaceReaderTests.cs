using FerCare.Affect;
using FerCare.Affect.Face;
using FerCare.Samples;
using FerCare.Vision.Decoding;
using SkiaSharp;

namespace FerCare.Vision.Tests;

public sealed class FaceReaderTests(LoadedModels loaded) : IClassFixture<LoadedModels>, IDisposable
{
    private readonly FaceReader reader = new(loaded.Models, FaceReaderOptions.Streamed);
    private readonly FaceTrack track = new();

    [Fact]
    public void A_patient_who_smiles_then_rests_is_read_so_and_followed_without_a_gap()
    {
        using var patient = new ScriptedPatient((Emotion.Happy, 2), (Emotion.Neutral, 2));
        for (var ms = 0L; ms < 4000; ms += 40)
        {
            var at = TimeSpan.FromMilliseconds(ms);
            var reading = reader.Read(patient.Frame(at), track, classify: ms % 200 == 0, ms);
            reading.Faces.ShouldBe(1, $"at {ms} ms");
            reading.Quality.ShouldBe(QualityIssue.None, $"at {ms} ms");
            reading.Classified.ShouldBe(ms % 200 == 0);
            if (!reading.Classified) reading.Emotions.ShouldBeNull();
            else if (patient.Shown(at) is { } shown) reading.Emotions.ShouldNotBeNull().Top.ShouldBe(shown, $"at {ms} ms");
            reading.Landmarks.ShouldNotBeNull().OuterEyeDistance.ShouldBeInRange(90, 150);
            Math.Abs(reading.Pose.ShouldNotBeNull().Yaw).ShouldBeLessThan(15);
            reading.EyeAspectRatio.ShouldNotBeNull().ShouldBeInRange(0.1, 0.5);
        }
    }

    [Fact]
    public void A_face_that_leaves_is_gone_within_a_third_of_a_second_and_found_when_it_returns()
    {
        using var patient = new ScriptedPatient((Emotion.Neutral, 10));
        var face = patient.Frame(TimeSpan.Zero);
        var empty = Pictures.Plain(640, 480);
        Feed(face, 0, 400).Faces.ShouldBe(1);
        var gone = Feed(empty, 400, 760);
        (gone.Faces, gone.Quality, gone.Landmarks).ShouldBe((0, QualityIssue.NoFace, null));
        var back = Feed(face, 760, 840);
        back.Faces.ShouldBe(1);
    }

    [Fact]
    public void A_second_face_is_noticed_within_about_a_second_and_makes_the_frame_useless()
    {
        var alone = Average(Emotion.Neutral);
        Feed(Pictures.Compose(640, 480, (alone, 60, 120, 220)), 0, 300).Faces.ShouldBe(1);
        var both = Feed(Pictures.Compose(640, 480, (alone, 60, 120, 220), (Average(Emotion.Happy), 360, 120, 220)), 300, 1500);
        (both.Faces, both.Quality, both.Emotions, both.Box, both.Pose).ShouldBe((2, QualityIssue.SeveralFaces, null, null, null));
        Feed(Pictures.Compose(640, 480, (alone, 60, 120, 220)), 1500, 2200).Faces.ShouldBe(1);
    }

    [Fact]
    public void A_face_that_moves_quickly_is_followed()
    {
        var face = Average(Emotion.Neutral);
        for (var i = 0; i < 60; i++)
        {
            var x = 200 + 150 * (float)Math.Sin(i / 8.0);
            var reading = reader.Read(Pictures.Compose(640, 480, (face, x, 120, 240)), track, false, i * 40);
            reading.Faces.ShouldBe(1, $"frame {i}");
            var box = reading.Box.ShouldNotBeNull();
            (box.X + box.Width / 2.0).ShouldBe(x + 120, 25.0, $"frame {i}");
        }
    }

    [Theory]
    [InlineData(0.1f, 0f, QualityIssue.TooDark)]
    [InlineData(0.15f, 0.85f, QualityIssue.TooBright)]
    public void Poor_light_is_told(float factor, float offset, QualityIssue expected)
    {
        using var patient = new ScriptedPatient((Emotion.Neutral, 10));
        var face = patient.Frame(TimeSpan.Zero);
        Feed(face, 0, 100).Quality.ShouldBe(QualityIssue.None);
        var reading = Feed(Pictures.WithLight(face, factor, offset), 100, 180);
        // In the worst light the face may be lost altogether, but it never counts as valid.
        (reading.Quality & (expected | QualityIssue.NoFace)).ShouldNotBe(QualityIssue.None);
        reading.Emotions.ShouldBeNull();
    }

    [Fact]
    public void A_distant_face_allows_emotions_before_it_allows_blinks()
    {
        var reading = Feed(Pictures.Compose(640, 480, (Average(Emotion.Happy), 250, 180, 105)), 0, 60);
        reading.Faces.ShouldBe(1);
        reading.Landmarks.ShouldNotBeNull().OuterEyeDistance.ShouldBeInRange(40, 60);
        reading.Quality.ShouldBe(QualityIssue.EyesTooSmall);
        reading.Emotions.ShouldNotBeNull();
        var kept = reading.ToFrameSample(60, 0.01);
        (kept.LeftEye, kept.RightEye, kept.Displacement).ShouldBe((null, null, null));
        kept.Pose.ShouldNotBeNull();
    }

    [Fact]
    public void A_valid_frame_keeps_its_eyes_and_displacement()
    {
        using var patient = new ScriptedPatient((Emotion.Neutral, 10));
        var reading = Feed(patient.Frame(TimeSpan.Zero), 0, 60);
        var kept = reading.ToFrameSample(60, 0.01);
        (kept.TimeMs, kept.Displacement, kept.Box).ShouldBe((60, 0.01, reading.Box));
        kept.EyeAspectRatio.ShouldBe(reading.EyeAspectRatio);
        reading.ToEmotionSample(60).Emotions.ShouldBe(reading.Emotions);
    }

    [Fact]
    public void A_refused_frame_leaves_the_track_as_it_was()
    {
        using var patient = new ScriptedPatient((Emotion.Neutral, 10));
        var face = patient.Frame(TimeSpan.Zero);
        Feed(face, 0, 100);
        Should.Throw<FrameRefusedException>(() => reader.Read(face.AsMemory(0, face.Length / 2), track, true, 120)).Reason.ShouldBe(FrameRefusal.Corrupt);
        Should.Throw<FrameRefusedException>(() => reader.Read(Pictures.Plain(64, 48, SKEncodedImageFormat.Png), track, true, 130)).Reason.ShouldBe(FrameRefusal.WrongFormat);
        reader.Read(face, track, true, 140).Faces.ShouldBe(1);
    }

    [Fact]
    public void One_reader_serves_sessions_of_different_people_and_sizes()
    {
        using var first = new ScriptedPatient((Emotion.Happy, 10));
        var other = new FaceTrack();
        var small = Pictures.Compose(320, 240, (Average(Emotion.Surprise), 90, 40, 140));
        for (var i = 0; i < 12; i++)
        {
            reader.Read(first.Frame(TimeSpan.FromMilliseconds(i * 40)), track, true, i * 40).Emotions.ShouldNotBeNull().Top.ShouldBe(Emotion.Happy);
            var reading = reader.Read(small, other, true, i * 40);
            (reading.Width, reading.Faces).ShouldBe((320, 1));
            reading.Emotions.ShouldNotBeNull().Top.ShouldBe(Emotion.Surprise);
        }
    }

    [Fact]
    public void Tiny_and_empty_pictures_have_no_face()
    {
        reader.Read(Pictures.Plain(1, 1), new FaceTrack(), true).Quality.ShouldBe(QualityIssue.NoFace);
        reader.Read(Pictures.Plain(1920, 1080), new FaceTrack(), true).Quality.ShouldBe(QualityIssue.NoFace);
    }

    [Fact]
    public void A_clock_that_starts_again_starts_the_track_again()
    {
        using var patient = new ScriptedPatient((Emotion.Neutral, 10));
        Feed(patient.Frame(TimeSpan.Zero), 10_000, 10_100);
        reader.Read(Pictures.Plain(640, 480), track, false, 0).Faces.ShouldBe(0);
    }

    [Theory]
    [InlineData(Emotion.Happy)]
    [InlineData(Emotion.Sad)]
    [InlineData(Emotion.Neutral)]
    public void The_network_sees_the_same_face_whether_a_frame_was_decoded_to_grey_or_to_colours_first(Emotion shown)
    {
        using var patient = new ScriptedPatient((shown, 10));
        var frame = patient.Frame(TimeSpan.Zero, quality: 70);
        var toGrey = reader.Read(frame, new FaceTrack(), true);
        var aligned = reader.AlignedFace.ToArray();
        // A rotation note that says "upright" leads past libjpeg to SkiaSharp, as every frame went before.
        var toColours = reader.Read(Pictures.WithOrientation(frame, 1), new FaceTrack(), true);
        aligned.Zip(reader.AlignedFace.ToArray(), (a, b) => Math.Abs(a - b)).Average().ShouldBeLessThan(1.0);
        foreach (var emotion in Emotions.All)
            toGrey.Emotions.ShouldNotBeNull()[emotion].ShouldBe(toColours.Emotions.ShouldNotBeNull()[emotion], 0.05f);
        Enumerable.Range(0, 68).Average(i => LandmarkPoint.Distance(toGrey.Landmarks.ShouldNotBeNull()[i], toColours.Landmarks.ShouldNotBeNull()[i])).ShouldBeLessThan(0.5);
    }

    [Fact]
    public void Reading_a_followed_face_allocates_less_than_a_kilobyte_a_frame()
    {
        using var patient = new ScriptedPatient((Emotion.Neutral, 10));
        byte[][] frames = [.. Enumerable.Range(0, 30).Select(i => patient.Frame(TimeSpan.FromMilliseconds(40 * i)))];
        var read = 0;
        long Round()
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < frames.Length; i++) reader.Read(frames[i], track, i % 3 == 0, 40 * read++);
            return (GC.GetAllocatedBytesForCurrentThread() - before) / frames.Length;
        }

        // The first round fills what is kept; in a later one another test may hold the buffers that are lent and given back.
        Round();
        Enumerable.Range(0, 5).Min(_ => Round()).ShouldBeLessThan(1024);
    }

    [Fact]
    public void A_clock_is_told_the_stages_that_took_place()
    {
        using var patient = new ScriptedPatient((Emotion.Neutral, 10));
        var clock = new StageClock();
        using var timed = new FaceReader(loaded.Models, FaceReaderOptions.Streamed, clock);
        var first = timed.Read(patient.Frame(TimeSpan.Zero), track, classify: true, 0);
        StageTimes.All.ShouldAllBe(stage => clock.Milliseconds(stage) > 0 && first.Stages[stage] == (float)clock.Milliseconds(stage));
        timed.Read(patient.Frame(TimeSpan.Zero), track, classify: false, 40);
        clock.Milliseconds(ReadingStage.Landmarks).ShouldBeGreaterThan(0);
        clock.Milliseconds(ReadingStage.Classify).ShouldBe(0);
        first.Stages.Classify.ShouldBeGreaterThan(0); // what was told of one frame is not changed by the next
    }

    [Fact]
    public void A_reading_without_a_face_tells_the_stages_that_took_place()
    {
        var stages = reader.Read(Pictures.Plain(320, 240), track, classify: true, 0).Stages;
        StageTimes.All.Where(stage => stages[stage] > 0).ShouldBe([ReadingStage.Decode, ReadingStage.Locate]);
    }

    [Fact]
    public void A_blink_and_a_smile_in_a_camera_clip_are_seen()
    {
        using var clip = File.OpenRead(SharedSamples.Path("single_face.mjpeg"));
        var readings = MotionJpeg.Frames(clip).Select((frame, i) => reader.Read(frame, track, true, i * 40)).ToArray();
        readings.ShouldAllBe(r => r.Faces == 1 && r.Quality == QualityIssue.None);
        var open = readings.Select(r => r.EyeAspectRatio!.Value).Order().ElementAt(readings.Length / 2);
        readings.Min(r => r.EyeAspectRatio!.Value).ShouldBeLessThan(0.6 * open);
        readings[20].Emotions.ShouldNotBeNull().Top.ShouldBe(Emotion.Happy);
    }

    public void Dispose() => reader.Dispose();

    private FaceReading Feed(byte[] frame, long fromMs, long toMs)
    {
        FaceReading? reading = null;
        for (var ms = fromMs; ms < toMs; ms += 40) reading = reader.Read(frame, track, true, ms);
        return reading!;
    }

    private static byte[] Average(Emotion emotion) => File.ReadAllBytes(ScriptedPatient.AverageFile(emotion));
}
