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
        foreach (var frame in frames) new FrameDecoder(FrameLimits.Streamed).Decode(frame.Encoded, image);
        (image.Width, image.Height).ShouldBe((640, 480));
    }

    [Theory]
    [InlineData("slow.mp4", 10)]
    [InlineData("slow.webm", 10)]
    [InlineData("usual.mp4", 25)]
    public void A_film_of_few_pictures_gives_each_once_at_its_own_time(string name, int framesPerSecond) =>
        TimesOf(Made(name, framesPerSecond)).ShouldBe(Enumerable.Range(0, 2 * framesPerSecond).Select(i => i * 1000L / framesPerSecond));

    [Theory]
    [InlineData("usual.mp4", 30)]
    [InlineData("fast.mp4", 50)]
    public void A_film_of_many_pictures_gives_25_a_second_at_their_own_times(string name, int framesPerSecond)
    {
        var times = TimesOf(Made(name, framesPerSecond));

        times.Length.ShouldBeInRange(49, 51);
        times.ShouldBe(times.Distinct().Order());
        foreach (var timeMs in times) Math.Abs(timeMs - Math.Round(timeMs * framesPerSecond / 1000.0) * 1000 / framesPerSecond).ShouldBeLessThan(1);
        times[^1].ShouldBeInRange(1900, 2000);
    }

    [Fact]
    public void A_film_whose_camera_slowed_down_tells_when_it_looked()
    {
        var times = TimesOf(Made("slower.webm", kept: "lt(t,0.99)+not(mod(n,10))"));

        times.Count(t => t <= 1000).ShouldBeInRange(24, 27);
        times.Where(t => t > 1000).ShouldBe([1333, 1667]);
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
        List<FilmPicture> frames = [];
        foreach (var frame in Film.In(new SealedFilm(sealedPath, key, start), Options).Frames(TestContext.Current.CancellationToken))
        {
            frames.Add(frame);
            var lines = CommandLines().Where(l => l.Contains("ffmpeg", StringComparison.Ordinal)).ToArray();
            seen |= lines.Length > 0;
            lines.ShouldAllBe(l => !l.Contains(Convert.ToHexString(key), StringComparison.OrdinalIgnoreCase));
        }

        if (OperatingSystem.IsLinux()) seen.ShouldBeTrue();
        var plain = Film.In(path, Options).Frames(TestContext.Current.CancellationToken).ToArray();
        frames.Select(f => f.TimeMs).ShouldBe(plain.Select(f => f.TimeMs));
        frames.Select(f => f.Encoded).ShouldBe(plain.Select(f => f.Encoded));
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

    private static long[] TimesOf(string path) => [.. Film.In(path, new FilmOptions()).Frames(TestContext.Current.CancellationToken).Select(f => f.TimeMs)];

    private string Made(string name, int framesPerSecond = ScriptedPatient.FramesPerSecond, string? kept = null)
    {
        var path = Path.Combine(folder, name);
        using var patient = new ScriptedPatient((Emotion.Neutral, 1), (Emotion.Happy, 1));
        SampleFilm.Write(patient, path, framesPerSecond, kept);
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
