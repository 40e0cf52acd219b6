using System.CommandLine;
using FerCare.Affect;
using FerCare.ModelLab.Averages;
using FerCare.ModelLab.Data;
using FerCare.Vision;
using FerCare.Vision.Locating;
using SkiaSharp;

namespace FerCare.ModelLab.Verbs;

/// <summary><c>averages</c>: draws the class averages that tests use as faces of no one.</summary>
public static class AveragesVerb
{
    public static Command Create()
    {
        var data = new Option<string>("--data") { Description = "Folder with train-*.gz (IDX).", Required = true };
        var target = new Option<string>("--out") { Description = "Folder for average-NAME.png.", Required = true };
        var landmarks = new Option<string>("--landmarks") { Description = "Dlib's landmark file.", DefaultValueFactory = _ => VisionModelPaths.DebianLandmarks };
        var command = new Command("averages", $"Draws the mean aligned face of each emotion, of at least {AverageFace.FewestFaces} faces.") { data, target, landmarks };
        command.SetAction(given =>
        {
            var faces = FaceSets.Open(given.GetRequiredValue(data), "train");
            using var finder = new FaceFinder(given.GetRequiredValue(landmarks));
            // All before the first is written: of a set that lacks a class nothing is left behind.
            AverageFace[] averages = [.. Emotions.All.Select(emotion => AverageFace.Of(faces, emotion, finder))];
            Directory.CreateDirectory(given.GetRequiredValue(target));
            foreach (var (emotion, average) in Emotions.All.Zip(averages))
            {
                var path = Path.Combine(given.GetRequiredValue(target), $"average-{emotion.NameOf()}.png");
                Save(average.Pixels(), path);
                Console.WriteLine($"{path}: {average.Count} faces");
            }
        });
        return command;
    }

    private static void Save(byte[] pixels, string path)
    {
        using var bitmap = new SKBitmap(new SKImageInfo(AverageFace.Side, AverageFace.Side, SKColorType.Gray8));
        pixels.CopyTo(bitmap.GetPixelSpan());
        using var encoded = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        WholeFile.Write(path, temporary =>
        {
            using var file = File.Create(temporary);
            encoded.SaveTo(file);
        });
    }
}
