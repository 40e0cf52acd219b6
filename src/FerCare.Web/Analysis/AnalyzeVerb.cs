using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using FerCare.Vision;

namespace FerCare.Web.Analysis;

/// <summary><c>analyze</c>: the pipeline without a browser, over images, folders of images and Motion-JPEG files.</summary>
public static class AnalyzeVerb
{
    private const int Failed = 1;
    private const double MostFramesPerSecond = 1000;

    public static Command Create()
    {
        var paths = new Argument<string[]>("PATH") { Description = "Images, folders of images, Motion-JPEG files and, where ffmpeg is installed, films (mp4, mov, webm, mkv, avi).", Arity = ArgumentArity.OneOrMore };
        var output = new Option<string?>("--out") { Description = "Write to this file instead of standard output." };
        var rate = new Option<double>("--fps")
        {
            Description = "Frames per second of a Motion-JPEG file; how many a second are read of a film at most.",
            DefaultValueFactory = _ => 25,
            CustomParser = FramesPerSecond,
        };
        var crop = new Option<bool>("--crop") { Description = "Each image is already a cut-out face: no detection, only emotions." };
        var command = new Command("analyze", "Reads faces in images; writes one JSON object a line and frame.") { paths, output, rate, crop };
        command.SetAction((given, stop) => Task.FromResult(
            Run(given.GetRequiredValue(paths), given.GetValue(output), given.GetValue(rate), given.GetValue(crop), Console.Error, stop)));
        return command;
    }

    /// <summary>Analyses all paths.</summary>
    /// <param name="paths">Images, folders of images, Motion-JPEG files.</param>
    /// <param name="output">A file, or null for standard output.</param>
    /// <param name="framesPerSecond">The clock of Motion-JPEG files; most frames read per second of a film.</param>
    /// <param name="crop">Each image is already a cut-out face.</param>
    /// <param name="problems">Takes one line for each path that could not be read.</param>
    /// <param name="stop">Ends the run after the frame at hand.</param>
    /// <returns>0, or 1 where anything could not be read.</returns>
    public static int Run(IReadOnlyList<string> paths, string? output, double framesPerSecond, bool crop, TextWriter problems, CancellationToken stop)
    {
        try
        {
            using var models = VisionModels.Load(VisionModelPaths.Default());
            using var lines = output is null ? Console.OpenStandardOutput() : File.Create(output);
            var analysis = new Analysis(models, framesPerSecond, crop, problems);
            return analysis.Run(paths, lines, stop) ? 0 : Failed;
        }
        catch (MissingModelException problem)
        {
            problems.WriteLine($"analyze: {problem.Message}");
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            problems.WriteLine($"analyze: {output ?? "standard output"} cannot be written: {problem.Message}");
        }
        catch (OperationCanceledException)
        {
            problems.WriteLine("analyze: stopped.");
        }

        return Failed;
    }

    private static double FramesPerSecond(ArgumentResult given)
    {
        var text = given.Tokens.Count == 1 ? given.Tokens[0].Value : "";
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var rate) && rate is > 0 and <= MostFramesPerSecond) return rate;
        given.AddError($"--fps: expected frames per second above 0 and up to {MostFramesPerSecond}, found \"{text}\".");
        return 0;
    }
}
