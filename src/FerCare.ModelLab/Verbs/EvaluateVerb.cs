using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using FerCare.Affect;
using FerCare.ModelLab.Data;
using FerCare.ModelLab.Evaluation;
using FerCare.Vision.Classifying;

namespace FerCare.ModelLab.Verbs;

/// <summary><c>evaluate</c>: accuracy of an exported network, through ONNX Runtime, on labelled crops.</summary>
public static class EvaluateVerb
{
    public static Command Create()
    {
        var model = new Option<string>("--model") { Description = "The network (.onnx); its manifest (.json) lies beside it.", Required = true };
        var images = new Option<string>("--images") { Description = "Crops, IDX, plain or .gz.", Required = true };
        var labels = new Option<string>("--labels") { Description = "FER2013 labels, IDX, plain or .gz.", Required = true };
        var votes = new Option<string>("--votes") { Description = "FER+ votes, IDX, plain or .gz.", Required = true };
        var json = new Option<bool>("--json") { Description = "Print JSON instead of a table." };
        var command = new Command("evaluate", "Measures an exported network on labelled face crops.") { model, images, labels, votes, json };
        command.SetAction(given =>
        {
            var faces = FaceSet.Read(given.GetRequiredValue(images), given.GetRequiredValue(labels), given.GetRequiredValue(votes));
            using var network = EmotionClassifier.Load(Path.ChangeExtension(given.GetRequiredValue(model), ".json"));
            var evaluation = EmotionEvaluation.Of(network, faces);
            if (given.GetValue(json)) Console.WriteLine(JsonSerializer.Serialize(evaluation));
            else
            {
                Describe("FER2013 labels", evaluation.Fer2013);
                Describe("FER+ majority", evaluation.FerPlus);
            }
        });
        return command;
    }

    private static void Describe(string title, ConfusionMatrix figures)
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{title}: n {figures.Count}, accuracy {figures.Accuracy:P2}, balanced accuracy {figures.BalancedAccuracy:P2}"));
        Console.WriteLine("  true \\ answered  " + string.Concat(Emotions.Names.Select(n => $"{n,9}")));
        foreach (var emotion in Emotions.All)
            Console.WriteLine($"  {emotion.NameOf(),-15}  " + string.Concat(figures.Counts[(int)emotion].Select(c => $"{c,9}")));
    }
}
