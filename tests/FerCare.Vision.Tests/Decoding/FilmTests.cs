using System.Security.Cryptography;
using FerCare.Affect;
using FerCare.Samples;
using FerCare.Vision.Decoding;

namespace FerCare.Vision.Tests.Decoding;

public sealed class FilmTests : IDisposable
{
    private static readonly FilmOptions Options = new() { FramesPerSecond = 10 };
    private readonly string folder = Directory.CreateTempSubdirectory("fercare-film-").FullName;

    [Theory]
    [InlineData("film.mp4")]
    [InlineData("film.mov")]
    [InlineData("film.webm")]
    public void A_film_gives_its_pictures_at_the_rate_asked_for(string name)
    {
        var path = Made(name);
        Film.BeginsLikeOne(File.ReadAllBytes(path)).ShouldBeTrue();

        var frames = Film.In(path, Options).Frames(TestContext.Current.CancellationToken).ToArray();

        frames.Length.ShouldBeInRange(19, 21);
        var image = new GreyImage(1, 1);
        foreach (var frame in frames) new FrameDecoder(FrameLimits.Streamed).Decode(frame, image);
        (image.Width, image.Height).ShouldBe((640, 480));
    }

    [Fact]
    public void A_sealed_film_gives_the_same_pictures_and_its_key_stands_in_no_list_of_processes()
    {
        var path = Made("it's a film.mp4");
        var (key, start) = (RandomNumberGenerator.GetBytes(16), RandomNumberGenerator.GetBytes(16));
        var sealedPath = Path.Combine(folder, "it's sealed");
        using (var aes = Aes.Create())
        {
            aes.Key = key;
            File.WriteAllBytes(sealedPath, aes.EncryptCbc(File.ReadAllBytes(path), start));
        }

        var seen = false;
        List<byte[]> frames = [];
        foreach (var frame in Film.In(new SealedFilm(sealedPath, key, start), Options).Frames(TestContext.Current.CancellationToken))
        {
            frames.Add(frame);
            var lines = CommandLines().Where(l => l.Contains("ffmpeg", StringComparison.Ordinal)).ToArray();
            seen |= lines.Length > 0;
            lines.ShouldAllBe(l => !l.Contains(Convert.ToHexString(key), StringComparison.OrdinalIgnoreCase));
        }

        if (OperatingSystem.IsLinux()) seen.ShouldBeTrue();
        frames.ShouldBe(Film.In(path, Options).Frames(TestContext.Current.CancellationToken));
    }

    [Fact]
    public void What_is_no_film_or_breaks_off_is_refused_in_words()
    {
        var text = Path.Combine(folder, "text.mp4");
        File.WriteAllText(text, "this is no film at all");
        var broken = Path.Combine(folder, "broken.mp4");
        File.WriteAllBytes(broken, File.ReadAllBytes(Made("whole.mp4"))[..2000]);

        Film.BeginsLikeOne(File.ReadAllBytes(text)).ShouldBeFalse();
        foreach (var path in new[] { text, broken, Path.Combine(folder, "missing.mp4") })
            Should.Throw<FilmRefusedException>(() => Film.In(path, Options).Frames(CancellationToken.None).ToArray()).Message.ShouldStartWith("expected a film");
    }

    [Fact]
    public void A_playlist_cannot_make_ffmpeg_open_another_file()
    {
        var other = Made("other.mp4");
        var list = Path.Combine(folder, "list.mp4");
        File.WriteAllText(list, $"#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\n{other}\n#EXT-X-ENDLIST\n");

        Film.BeginsLikeOne(File.ReadAllBytes(list)).ShouldBeFalse();
    }

    [Fact]
    public void Whoever_stops_reading_leaves_no_ffmpeg_behind()
    {
        using var stop = new CancellationTokenSource();
        var path = Made("film.mp4");

        Should.Throw<OperationCanceledException>(() =>
        {
            foreach (var _ in Film.In(path, Options).Frames(stop.Token)) stop.Cancel();
        });

        SpinWait.SpinUntil(() => !CommandLines().Any(l => l.Contains(path, StringComparison.Ordinal)), TimeSpan.FromSeconds(20)).ShouldBeTrue();
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private string Made(string name)
    {
        var path = Path.Combine(folder, name);
        using var patient = new ScriptedPatient((Emotion.Neutral, 1), (Emotion.Happy, 1));
        SampleFilm.Write(patient, path);
        return path;
    }

    private static IEnumerable<string> CommandLines()
    {
        if (!OperatingSystem.IsLinux()) yield break;
        foreach (var process in Directory.EnumerateDirectories("/proc").Where(d => int.TryParse(Path.GetFileName(d), out _)))
        {
            string line;
            try
            {
                line = File.ReadAllText(Path.Combine(process, "cmdline"));
            }
            catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
            {
                continue;
            }

            yield return line;
        }
    }
}
