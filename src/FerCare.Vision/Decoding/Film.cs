using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace FerCare.Vision.Decoding;

/// <summary>A film that cannot be read.</summary>
public sealed class FilmRefusedException(string message, Exception? cause = null) : Exception(message, cause);

/// <summary>How a film lies encrypted on the disk: AES-128 in cipher block chaining with PKCS #7 padding.</summary>
/// <param name="Path">The file.</param>
/// <param name="Key">16 bytes.</param>
/// <param name="Start">The initialisation vector, 16 bytes.</param>
public sealed record SealedFilm(string Path, byte[] Key, byte[] Start);

/// <summary>One picture of a film.</summary>
/// <param name="TimeMs">When it is shown, milliseconds since the first picture; later than the one before.</param>
/// <param name="Encoded">The picture as JPEG.</param>
public readonly record struct FilmPicture(long TimeMs, byte[] Encoded);

/// <summary>
/// The pictures of a film (mp4, webm, mov), one after another, decoded by ffmpeg in a process of its own and streamed through a pipe: neither the film
/// nor a picture touches the disk. ffmpeg may open nothing but the one file.
/// </summary>
public sealed class Film
{
    private const string Program = "ffmpeg";
    private static readonly TimeSpan EndsWithin = TimeSpan.FromSeconds(10);

    private readonly FilmOptions options;
    private readonly IReadOnlyList<string> input;
    private readonly string? script;

    private Film(FilmOptions options, IReadOnlyList<string> input, string? script = null) => (this.options, this.input, this.script) = (options, input, script);

    /// <summary>Whether ffmpeg is on this machine.</summary>
    public static bool CanBeRead { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Any(folder => folder.Length > 0 && File.Exists(Path.Combine(folder, OperatingSystem.IsWindows() ? Program + ".exe" : Program)));

    /// <summary>What begins like a film of a kind that is taken: ISO media (mp4, mov), Matroska (webm, mkv) or AVI.</summary>
    /// <param name="start">The first 12 bytes or more.</param>
    public static bool BeginsLikeOne(ReadOnlySpan<byte> start) => start.Length >= 12
        && (start[4..8].SequenceEqual("ftyp"u8) || start[..4].SequenceEqual((ReadOnlySpan<byte>)[0x1a, 0x45, 0xdf, 0xa3]) || (start[..4].SequenceEqual("RIFF"u8) && start[8..12].SequenceEqual("AVI "u8)));

    /// <summary>A film in a file.</summary>
    public static Film In(string path, FilmOptions options) => new(options, ["-protocol_whitelist", "file", "-i", $"file:{path}"]);

    /// <summary>A film that lies encrypted. The key goes through standard input, so that it does not stand in the list of processes.</summary>
    public static Film In(SealedFilm film, FilmOptions options) => new(
        options,
        ["-f", "concat", "-safe", "0", "-protocol_whitelist", "pipe,file,crypto", "-i", "pipe:0"],
        $"ffconcat version 1.0\nfile 'crypto:file:{film.Path.Replace("'", @"'\''", StringComparison.Ordinal)}'\noption decryption_key {Convert.ToHexString(film.Key)}\noption decryption_iv {Convert.ToHexString(film.Start)}\n");

    /// <summary>
    /// The pictures that are in the film, each at its own time: at most as many per second as the options say, and never one twice, since who counts blinks
    /// must know how often the camera looked.
    /// </summary>
    /// <param name="stop">Ends ffmpeg at once.</param>
    /// <exception cref="FilmRefusedException">ffmpeg is missing, the file is no film, or it breaks off.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public IEnumerable<FilmPicture> Frames(CancellationToken stop)
    {
        using var process = Start();
        using var ends = stop.Register(() => Kill(process));
        var clock = new FilmClock(process.StandardError);
        try
        {
            if (script is not null) process.StandardInput.Write(script);
            process.StandardInput.Close();
            var any = false;
            foreach (var frame in MotionJpeg.Frames(process.StandardOutput.BaseStream))
            {
                stop.ThrowIfCancellationRequested();
                var timeMs = clock.NextMs(EndsWithin);
                stop.ThrowIfCancellationRequested();
                any = true;
                yield return new FilmPicture(timeMs ?? throw new FilmRefusedException("expected a film that tells the time of each picture, found one without it"), frame);
            }

            stop.ThrowIfCancellationRequested();
            if (!process.WaitForExit(EndsWithin)) throw new FilmRefusedException("expected the film to end, found that ffmpeg does not");
            if (!any || process.ExitCode != 0) throw new FilmRefusedException($"expected a film with pictures, found: {clock.LastWords}");
        }
        finally
        {
            Kill(process);
        }
    }

    private Process Start()
    {
        var side = options.LongestSide;
        var start = new ProcessStartInfo(Program) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        string[] words =
        [
            "-nostdin", "-hide_banner", "-v", "error", "-threads", "1", "-max_pixels", options.MostPixels.ToString(CultureInfo.InvariantCulture), .. input,
            "-map", "0:v:0", "-an", "-sn", "-dn",
            "-vf", $"{FilmClock.Filters(options.FramesPerSecond)},scale=w='min({side},iw)':h='min({side},ih)':force_original_aspect_ratio=decrease:force_divisible_by=2",
            "-fps_mode", "passthrough", "-t", options.Longest.TotalSeconds.ToString(CultureInfo.InvariantCulture),
            "-c:v", "mjpeg", "-pix_fmt", "yuvj420p", "-q:v", "4", "-f", "image2pipe", "pipe:1",
        ];
        foreach (var word in words.Where(w => script is null || w != "-nostdin")) start.ArgumentList.Add(word);
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception problem)
        {
            throw new FilmRefusedException("expected ffmpeg on this machine to read a film with, found none", problem);
        }
    }

    private static void Kill(Process process)
    {
        try
        {
            process.Kill();
        }
        catch (InvalidOperationException)
        {
            // It has ended already.
        }
    }
}

/// <summary>How a film is read; engineering defaults.</summary>
public sealed record FilmOptions
{
    /// <summary>Most pictures taken per second; blinks need 20 or more.</summary>
    public double FramesPerSecond { get; init; } = 25;

    /// <summary>Pictures are brought down to this, pixels of the longer side.</summary>
    public int LongestSide { get; init; } = 960;

    /// <summary>Most pixels of a picture in the file; 4096 x 2304.</summary>
    public long MostPixels { get; init; } = 4096 * 2304;

    /// <summary>What is longer is cut off there.</summary>
    public TimeSpan Longest { get; init; } = TimeSpan.FromHours(4);
}
