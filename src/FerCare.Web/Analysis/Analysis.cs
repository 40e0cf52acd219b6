using FerCare.Vision;
using FerCare.Vision.Decoding;

namespace FerCare.Web.Analysis;

/// <summary>One run over files. What cannot be read is reported with its name, and the rest goes on.</summary>
internal sealed class Analysis(VisionModels models, double framesPerSecond, bool crop, TextWriter problems)
{
    /// <summary>Writes one line of JSON for each frame of all paths.</summary>
    /// <returns>Whether everything could be read.</returns>
    public bool Run(IReadOnlyList<string> paths, Stream lines, CancellationToken stop)
    {
        using var reader = new FaceReader(models, FaceReaderOptions.Files);
        using var writer = new ReadingWriter(lines);
        var allRead = true;
        foreach (var path in paths)
        {
            if (Directory.Exists(path)) allRead &= ReadFolder(reader, writer, path, stop);
            else if (File.Exists(path)) allRead &= ReadFile(reader, writer, path, stop);
            else allRead = Report(path, "no such file or folder");
        }

        return allRead;
    }

    private bool ReadFolder(FaceReader reader, ReadingWriter writer, string folder, CancellationToken stop)
    {
        string[] files;
        try
        {
            files = [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(Sources.IsKnown).Order(StringComparer.Ordinal)];
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return Report(folder, problem.Message);
        }

        if (files.Length == 0) return Report(folder, $"no images in this folder (expected {Sources.KnownNames})");
        var allRead = true;
        foreach (var file in files) allRead &= ReadFile(reader, writer, file, stop);
        return allRead;
    }

    private bool ReadFile(FaceReader reader, ReadingWriter writer, string file, CancellationToken stop)
    {
        try
        {
            if (Sources.IsFilm(file)) return ReadFilm(reader, writer, file, stop);
            return Sources.IsMotionJpeg(file) ? ReadMotion(reader, writer, file, stop) : ReadStill(reader, writer, file, stop);
        }
        catch (Exception problem) when (problem is FrameRefusedException or FilmRefusedException or UnauthorizedAccessException || (problem is IOException && problem is not ReadingNotWrittenException))
        {
            return Report(file, problem.Message);
        }
    }

    private bool ReadStill(FaceReader reader, ReadingWriter writer, string file, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        if (new FileInfo(file).Length > FaceReaderOptions.Files.Limits.MostBytes)
            return Report(file, $"expected at most {FaceReaderOptions.Files.Limits.MostBytes} bytes, found {new FileInfo(file).Length}");
        Write(reader, writer, file, 0, File.ReadAllBytes(file), new FaceTrack());
        return true;
    }

    private bool ReadMotion(FaceReader reader, ReadingWriter writer, string file, CancellationToken stop)
    {
        using var stream = File.OpenRead(file);
        return ReadFrames(reader, writer, file, MotionJpeg.Frames(stream).Select((frame, number) => new FilmPicture((long)Math.Round(number * 1000 / framesPerSecond), frame)), stop);
    }

    private bool ReadFilm(FaceReader reader, ReadingWriter writer, string file, CancellationToken stop)
    {
        var start = new byte[12];
        using (var stream = File.OpenRead(file)) stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        if (!Film.BeginsLikeOne(start)) return Report(file, "expected a film (mp4, mov, webm, mkv, avi), found something else");
        var film = Film.In(file, new FilmOptions { FramesPerSecond = framesPerSecond });
        return ReadFrames(reader, writer, file, film.Frames(stop), stop);
    }

    private bool ReadFrames(FaceReader reader, ReadingWriter writer, string file, IEnumerable<FilmPicture> frames, CancellationToken stop)
    {
        var track = new FaceTrack();
        int number = 0;
        var allRead = true;
        foreach (var (timeMs, frame) in frames)
        {
            stop.ThrowIfCancellationRequested();
            number++;
            try
            {
                Write(reader, writer, file, timeMs, frame, track);
            }
            catch (FrameRefusedException problem)
            {
                allRead = Report($"{file}: frame {number}", problem.Message);
            }
        }

        return number > 0 ? allRead : Report(file, "no JPEG frames in this file");
    }

    private void Write(FaceReader reader, ReadingWriter writer, string source, long timeMs, byte[] encoded, FaceTrack track)
    {
        if (crop) writer.WriteCrop(source, timeMs, reader.ReadCrop(encoded));
        else writer.Write(source, timeMs, reader.Read(encoded, track, classify: true, timeMs));
    }

    private bool Report(string what, string problem)
    {
        problems.WriteLine($"analyze: {what}: {problem}");
        return false;
    }
}

/// <summary>Which files of a folder are read.</summary>
internal static class Sources
{
    private static readonly string[] Stills = [".jpg", ".jpeg", ".png", ".bmp", ".webp", ".gif"];
    private static readonly string[] Motion = [".mjpeg", ".mjpg"];
    private static readonly string[] Films = [".mp4", ".m4v", ".mov", ".webm", ".mkv", ".avi"];

    /// <summary>The endings, for messages.</summary>
    public static string KnownNames => string.Join(' ', [.. Stills, .. Motion, .. Films]);

    public static bool IsMotionJpeg(string file) => Motion.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase);

    /// <summary>Films, which ffmpeg decodes.</summary>
    public static bool IsFilm(string file) => Films.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase);

    public static bool IsKnown(string file) => IsMotionJpeg(file) || IsFilm(file) || Stills.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase);
}
