using FerCare.Affect;
using FerCare.Affect.Face;
using FerCare.Samples;

namespace FerCare.Vision.Tests;

/// <summary>Sequences drawn from the samples, 25 frames a second: what a track does when faces come, go, change and move.</summary>
public sealed class FaceTrackTests(LoadedModels loaded) : IClassFixture<LoadedModels>, IDisposable
{
    private const int FrameMs = 40;
    private const float Side = 220;
    private static readonly byte[] Empty = Pictures.Plain(640, 480, grey: 112);
    private readonly FaceReader reader = new(loaded.Models, FaceReaderOptions.Streamed);
    private readonly FaceTrack track = new();
    private long now;

    [Fact]
    public void The_whole_frame_is_searched_once_a_second_and_the_face_looked_for_three_times()
    {
        using var patient = new ScriptedPatient((Emotion.Neutral, 10));
        int searches = 0, confirmations = 0;
        for (var i = 0; i < 100; i++)
        {
            Show(patient.Frame(TimeSpan.FromMilliseconds(now)));
            if (track.SearchedAt == now - FrameMs) searches++;
            if (track.ConfirmedAt == now - FrameMs) confirmations++;
        }

        searches.ShouldBe(4);
        // Every third of a second, and wherever an expression changes the look of the face; here none does.
        confirmations.ShouldBeInRange(10, 14);
    }

    [Fact]
    public void Nothing_is_reported_of_a_face_that_left_the_frame_before()
    {
        for (var i = 0; i < 5; i++) Show(At(Emotion.Neutral, 200)).Faces.ShouldBe(1);
        // The look of the place has changed, so the detector is asked at once.
        var gone = Show(Empty);
        (gone.Faces, gone.Quality, gone.Box, gone.Emotions).ShouldBe((0, QualityIssue.NoFace, null, null));
        for (var i = 0; i < 10; i++) Show(Empty).Faces.ShouldBe(0);
        Show(At(Emotion.Neutral, 90)).Faces.ShouldBe(1, "It came back somewhere else.");
    }

    [Fact]
    public void A_face_that_jumps_across_the_frame_is_found_in_the_same_frame()
    {
        for (var i = 0; i < 4; i++) Show(At(Emotion.Happy, 20));
        var jumped = Show(At(Emotion.Happy, 400));
        jumped.Faces.ShouldBe(1);
        CentreOf(jumped).ShouldBe(400 + Side / 2, 25.0);
        jumped.Emotions.ShouldNotBeNull().Top.ShouldBe(Emotion.Happy);
    }

    [Fact]
    public void Landmarks_stay_on_a_face_that_moves_half_its_width_in_a_quarter_of_a_second()
    {
        using var still = new FaceReader(loaded.Models, FaceReaderOptions.Streamed);
        for (var i = 0; i < 40; i++)
        {
            var frame = At(Emotion.Neutral, 210 + 170 * (float)Math.Sin(i / 10.0));
            var followed = Show(frame).Landmarks.ShouldNotBeNull($"frame {i}");
            var fresh = still.Read(frame, new FaceTrack(), false).Landmarks.ShouldNotBeNull();
            Enumerable.Range(17, 51).Average(p => LandmarkPoint.Distance(followed[p], fresh[p])).ShouldBeLessThan(0.06 * fresh.OuterEyeDistance, $"frame {i}");
        }
    }

    [Fact]
    public void Another_person_in_the_same_place_is_read_at_once()
    {
        for (var i = 0; i < 4; i++) Show(At(Emotion.Surprise, 200)).Emotions.ShouldNotBeNull().Top.ShouldBe(Emotion.Surprise);
        for (var i = 0; i < 12; i++)
        {
            var swapped = Show(At(Emotion.Happy, 200));
            swapped.Faces.ShouldBe(1, $"frame {i}");
            swapped.Emotions.ShouldNotBeNull().Top.ShouldBe(Emotion.Happy, $"frame {i}");
        }
    }

    [Fact]
    public void Who_stays_is_followed_when_the_other_of_two_has_left()
    {
        var both = Pictures.Compose(640, 480, (Average(Emotion.Neutral), 60, 120, Side), (Average(Emotion.Happy), 360, 120, Side));
        Show(both).Quality.ShouldBe(QualityIssue.SeveralFaces);
        FaceReading? last = null;
        for (var i = 0; i < 8; i++) last = Show(At(Emotion.Happy, 360));
        last!.Faces.ShouldBe(1);
        CentreOf(last).ShouldBe(360 + Side / 2, 25.0);
        last.Emotions.ShouldNotBeNull().Top.ShouldBe(Emotion.Happy);
    }

    [Fact]
    public void A_second_face_that_enters_is_told_within_a_second_and_none_of_the_two_is_guessed()
    {
        for (var i = 0; i < 5; i++) Show(At(Emotion.Neutral, 60));
        var both = Pictures.Compose(640, 480, (Average(Emotion.Neutral), 60, 120, Side), (Average(Emotion.Happy), 360, 120, Side));
        var frames = 0;
        while (Show(both).Faces == 1) (++frames).ShouldBeLessThanOrEqualTo(1000 / FrameMs);
        for (var i = 0; i < 20; i++) Show(both).Box.ShouldBeNull();
    }

    public void Dispose() => reader.Dispose();

    private FaceReading Show(byte[] frame)
    {
        var reading = reader.Read(frame, track, classify: true, now);
        now += FrameMs;
        return reading;
    }

    private static double CentreOf(FaceReading reading)
    {
        var box = reading.Box.ShouldNotBeNull();
        return box.X + box.Width / 2.0;
    }

    private static byte[] At(Emotion emotion, float x) => Pictures.Compose(640, 480, (Average(emotion), x, 120, Side));

    private static byte[] Average(Emotion emotion) => File.ReadAllBytes(ScriptedPatient.AverageFile(emotion));
}
