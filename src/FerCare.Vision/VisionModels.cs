using System.Security.Cryptography;
using FerCare.Vision.Classifying;
using FerCare.Vision.Locating;

namespace FerCare.Vision;

/// <summary>The files vision needs, loaded and checked once for each process. Thread-safe.</summary>
public sealed class VisionModels : IDisposable
{
    private readonly VisionModelPaths paths;

    // Keeps the landmark predictor in memory while no reader is at work.
    private readonly FaceFinder anchor;

    private VisionModels(VisionModelPaths paths, FaceFinder anchor, EmotionClassifier emotions)
    {
        this.paths = paths;
        this.anchor = anchor;
        Emotions = emotions;
    }

    /// <summary>The served emotion network.</summary>
    public EmotionClassifier Emotions { get; }

    /// <summary>Loads and checks everything.</summary>
    /// <param name="paths">Where the files are.</param>
    /// <param name="compiledFolder">Where the network compiled for this machine is kept; null to optimise it in memory.</param>
    /// <exception cref="MissingModelException">A file is missing or altered; the message is one line with its name and how to get it.</exception>
    public static VisionModels Load(VisionModelPaths paths, string? compiledFolder = null)
    {
        CheckLandmarks(paths.Landmarks);
        var emotions = EmotionClassifier.Load(paths.EmotionManifest, compiledFolder);
        try
        {
            return new VisionModels(paths, new FaceFinder(paths.Landmarks), emotions);
        }
        catch
        {
            emotions.Dispose();
            throw;
        }
    }

    /// <summary>Checks that all files are there and unaltered, without loading them; the network's manifest.</summary>
    /// <exception cref="MissingModelException">A file is missing or altered; the message is one line with its name and how to get it.</exception>
    public static ModelManifest Check(VisionModelPaths paths)
    {
        CheckLandmarks(paths.Landmarks);
        var manifest = ModelManifest.Read(paths.EmotionManifest);
        manifest.ReadNetwork(Path.GetDirectoryName(Path.GetFullPath(paths.EmotionManifest))!);
        return manifest;
    }

    /// <summary>A detector for one worker; its owner disposes it.</summary>
    public FaceFinder CreateFinder() => new(paths.Landmarks);

    public void Dispose()
    {
        anchor.Dispose();
        Emotions.Dispose();
    }

    private static void CheckLandmarks(string file)
    {
        if (!File.Exists(file)) throw MissingModelException.Landmarks(file, "is missing");
        using var stream = File.OpenRead(file);
        var found = Convert.ToHexStringLower(SHA256.HashData(stream));
        if (found != VisionModelPaths.LandmarksSha256)
            throw MissingModelException.Landmarks(file, $"is altered (expected sha256 {VisionModelPaths.LandmarksSha256}, found {found})");
    }
}

/// <summary>Where the files are.</summary>
/// <param name="Landmarks">Dlib's 68-landmark predictor.</param>
/// <param name="EmotionManifest">The manifest of the served network; the network lies beside it.</param>
public sealed record VisionModelPaths(string Landmarks, string EmotionManifest)
{
    /// <summary>Where Debian's libdlib-data puts the predictor.</summary>
    public const string DebianLandmarks = "/usr/share/dlib/shape_predictor_68_face_landmarks.dat";

    /// <summary>SHA-256 of the predictor as Dlib's author published it and Debian ships it.</summary>
    public const string LandmarksSha256 = "fbdc2cb80eb9aa7a758672cbfdda32ba6300efe9b6e6c7a299ff7e736b11b92f";

    /// <summary>Debian's landmarks and the models folder beside the program, or the nearest one above it (a checked-out repository).</summary>
    public static VisionModelPaths Default() => For(AppContext.BaseDirectory);

    /// <param name="program">The folder of the program.</param>
    internal static VisionModelPaths For(string program)
    {
        for (var folder = new DirectoryInfo(program); folder is not null; folder = folder.Parent)
        {
            var manifest = Path.Combine(folder.FullName, "models", "emotion.json");
            if (File.Exists(manifest)) return new VisionModelPaths(DebianLandmarks, manifest);
        }

        return new VisionModelPaths(DebianLandmarks, Path.Combine(program, "models", "emotion.json"));
    }
}
