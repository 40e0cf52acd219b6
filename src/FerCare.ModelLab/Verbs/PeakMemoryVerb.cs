using System.CommandLine;
using FerCare.Affect;
using FerCare.ModelLab.Benchmarks;
using FerCare.ModelLab.Data;
using FerCare.ModelLab.EarlyMethods;
using FerCare.ModelLab.Networks;
using FerCare.Vision.Classifying;

namespace FerCare.ModelLab.Verbs;

/// <summary><c>peak-memory</c>: what the benchmark starts to see the memory of one network alone; prints kilobytes.</summary>
public static class PeakMemoryVerb
{
    public static Command Create()
    {
        var arguments = new Argument<string[]>("network") { Description = "Manifest, compilation and folder for compiled graphs, or the file of stored neighbours (.knn); nothing measures the bare program." };
        var command = new Command(PeakMemory.Verb, "Prints the most memory this process used, KB.") { arguments };
        command.Hidden = true;
        command.SetAction(given =>
        {
            var face = new byte[FaceSet.PixelsPerFace];
            var logits = new float[Emotions.Count];
            if (given.GetValue(arguments) is [var manifest, var compilation, var folder])
            {
                using var network = EmotionClassifier.Load(manifest, Enum.Parse<GraphCompilation>(compilation), folder);
                network.Logits(face, NetworkPlan.FerPlus, logits);
            }
            else if (given.GetValue(arguments) is [var neighbours])
            {
                NearestNeighbours.Load(neighbours).Score(face, logits, new float[Emotions.Count]);
            }

            given.InvocationConfiguration.Output.Write(PeakMemory.OfThisProcess());
        });
        return command;
    }
}
