using System.CommandLine;
using FerCare.ModelLab.Benchmarks;
using FerCare.ModelLab.Data;
using FerCare.ModelLab.Networks;
using FerCare.Vision.Classifying;

namespace FerCare.ModelLab.Verbs;

/// <summary><c>peak-memory</c>: what the benchmark starts to see the memory of one network alone; prints kilobytes.</summary>
public static class PeakMemoryVerb
{
    public static Command Create()
    {
        var arguments = new Argument<string[]>("network") { Description = "Manifest, compilation and folder for compiled graphs; nothing measures the bare program." };
        var command = new Command(PeakMemory.Verb, "Prints the most memory this process used, KB.") { arguments };
        command.Hidden = true;
        command.SetAction(given =>
        {
            if (given.GetValue(arguments) is [var manifest, var compilation, var folder])
            {
                using var network = EmotionClassifier.Load(manifest, Enum.Parse<GraphCompilation>(compilation), folder);
                network.Logits(new byte[FaceSet.PixelsPerFace], NetworkPlan.FerPlus, new float[7]);
            }

            Console.Write(PeakMemory.OfThisProcess());
        });
        return command;
    }
}
