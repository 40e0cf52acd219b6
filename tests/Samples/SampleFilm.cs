using System.Diagnostics;

namespace FerCare.Samples;

/// <summary>Films of a scripted patient, made by ffmpeg.</summary>
public static class SampleFilm
{
    /// <summary>Writes one round of the patient's schedule as a film; the ending of the name says of which kind (.mp4, .webm, .mov).</summary>
    /// <param name="framesPerSecond">How often the camera looked.</param>
    /// <param name="kept">Which pictures are in the film, as ffmpeg's <c>select</c> says it; null for all.</param>
    public static void Write(ScriptedPatient patient, string path, int framesPerSecond = ScriptedPatient.FramesPerSecond, string? kept = null)
    {
        var pictures = Path.ChangeExtension(path, ".mjpeg");
        patient.WriteMotionJpeg(pictures, framesPerSecond);
        var webm = Path.GetExtension(path) == ".webm";
        var start = new ProcessStartInfo("ffmpeg") { RedirectStandardError = true, UseShellExecute = false };
        string[] words =
        [
            "-nostdin", "-v", "error", "-y", "-f", "mjpeg", "-framerate", $"{framesPerSecond}", "-i", $"file:{pictures}",
            .. kept is null ? (string[])[] : ["-vf", $"select='{kept}'", "-fps_mode", "vfr"],
            .. webm ? (string[])["-c:v", "libvpx", "-deadline", "realtime", "-cpu-used", "8", "-b:v", "1M"] : ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p"], $"file:{path}",
        ];
        foreach (var word in words) start.ArgumentList.Add(word);
        using var process = Process.Start(start)!;
        var said = process.StandardError.ReadToEnd();
        process.WaitForExit();
        File.Delete(pictures);
        if (process.ExitCode != 0) throw new InvalidOperationException($"ffmpeg made no {path}: {said}");
    }
}
