using System.Reflection;
using FerCare.Affect;
using FerCare.Samples;
using FerCare.Vision.Decoding;
using FerCare.Vision.Locating;

namespace FerCare.Vision.Tests;

/// <summary>What stays of a picture in memory after it has been read, looked for in every buffer that a reader and a track own.</summary>
public sealed class ForgottenPictureTests(LoadedModels loaded) : IClassFixture<LoadedModels>
{
    private static readonly Type[] Owners = [typeof(FaceReader), typeof(FrameDecoder), typeof(FaceLocator), typeof(GreyImage), typeof(FaceTrack)];

    [Fact]
    public void No_buffer_of_a_reader_holds_a_pixel_once_it_has_forgotten()
    {
        using var reader = new FaceReader(loaded.Models, FaceReaderOptions.Streamed);
        using var patient = new ScriptedPatient((Emotion.Happy, 10));
        var track = new FaceTrack();
        // Through colours, which is the way with most copies, with a search and with a look at the face followed.
        for (var ms = 0; ms < 1500; ms += 100) reader.Read(Pictures.WithOrientation(patient.Frame(TimeSpan.FromMilliseconds(ms)), 1), track, true, ms).Faces.ShouldBe(1);
        Buffers(reader).Count(HoldsAnything).ShouldBeGreaterThanOrEqualTo(4, "frame, colours, window and aligned face");

        reader.Forget();

        Buffers(reader).Any(HoldsAnything).ShouldBeFalse();
        reader.Read(patient.Frame(TimeSpan.FromSeconds(2)), track, true, 2000).Emotions.ShouldNotBeNull().Top.ShouldBe(Emotion.Happy, "it reads on as before");
    }

    [Fact]
    public void A_track_that_is_reset_and_one_that_lost_its_face_hold_no_pixel_of_it()
    {
        using var reader = new FaceReader(loaded.Models, FaceReaderOptions.Streamed);
        using var patient = new ScriptedPatient((Emotion.Neutral, 10));
        var (reset, lost) = (new FaceTrack(), new FaceTrack());
        foreach (var track in new[] { reset, lost }) reader.Read(patient.Frame(TimeSpan.Zero), track, false, 0).Faces.ShouldBe(1);
        Buffers(reset).ShouldAllBe(buffer => HoldsAnything(buffer));

        reset.Reset();
        lost.Lose(0);

        Buffers(reset).Concat(Buffers(lost)).Any(HoldsAnything).ShouldBeFalse();
    }

    private static bool HoldsAnything(byte[] buffer) => buffer.AsSpan().ContainsAnyExcept((byte)0);

    private static IEnumerable<byte[]> Buffers(object owner)
    {
        foreach (var field in owner.GetType().GetFields(BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public))
        {
            var held = field.GetValue(owner);
            if (held is byte[] buffer) yield return buffer;
            else if (held is not null && Owners.Contains(held.GetType()))
                foreach (var inner in Buffers(held)) yield return inner;
        }
    }
}
