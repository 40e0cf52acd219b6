using System.CommandLine;
using FerCare.ModelLab.Data;
using FerCare.ModelLab.Export;
using FerCare.ModelLab.Networks;
using FerCare.ModelLab.Quantising;
using FerCare.ModelLab.Training;

namespace FerCare.ModelLab.Verbs;

/// <summary><c>quantize</c>: writes a trained network with 8-bit weights and pictures, fine-tuned with rounding where asked.</summary>
public static class QuantizeVerb
{
    public static Command Create()
    {
        var from = new Option<string>("--from") { Description = "Checkpoint folder of the network to quantise.", Required = true };
        var model = new Option<string>("--model") { Description = "The network to write (.onnx).", Required = true };
        var name = new Option<string?>("--name") { Description = "Its short name in the manifest; else the network's." };
        var calibration = new Option<int>("--calibration-faces") { Description = "Training faces that set the ranges.", DefaultValueFactory = _ => 1024 };
        var recipe = new RecipeOptions(epochs: 0, rate: 0.002, warmUp: 0.1);
        var command = new Command("quantize", "Quantises a network to int8 (QDQ); --epochs above 0 fine-tunes it with rounding first.") { from, model, name, calibration };
        recipe.AddTo(command);
        command.SetAction(async (given, stop) =>
        {
            var options = recipe.Read(given) with { LabelSmoothing = 0.05 };
            // Rounding to bytes is finer than bfloat16 shows.
            options = options with { HalfPrecision = false };
            var faces = recipe.Faces(given);
            using var trained = Checkpoint.LoadAverage(given.GetRequiredValue(from));
            using var folded = Folding.Fold(trained);
            var learning = HeldOutSplit.Of(faces, options.HeldOutShare, options.Seed).Learning;
            new Random(options.Seed).Shuffle(learning);
            var ranges = RangeSearch.Of(folded, faces, learning[..Math.Min(given.GetValue(calibration), learning.Length)]);
            var origin = $"{Provenance.Of(given.GetRequiredValue(from))}; int8, calibrated on {Math.Min(given.GetValue(calibration), learning.Length)} training faces";
            if (options.Epochs == 0)
            {
                OnnxExport.Save(folded, given.GetRequiredValue(model), given.GetValue(name) ?? trained.Plan.Network, origin, ranges);
            }
            else
            {
                var weights = folded.state_dict();
                using (var run = new TrainingRun(folded.Plan, options, faces, recipe.Folder(given), recipe.Teachers(given, options), network =>
                {
                    network.load_state_dict(weights);
                    Rounding.Apply(network, ranges);
                }))
                {
                    if (await TrainingConsole.GoAsync(run, recipe.Folder(given), stop) is not 0 and var failed) return failed;
                }

                using var tuned = Checkpoint.LoadAverage(recipe.Folder(given));
                OnnxExport.Save(tuned, given.GetRequiredValue(model), given.GetValue(name) ?? trained.Plan.Network, $"{origin}; fine-tuned with rounding, {options.Epochs} epochs", ranges);
            }

            Console.WriteLine($"{given.GetRequiredValue(model)}: {new FileInfo(given.GetRequiredValue(model)).Length:N0} bytes");
            return 0;
        });
        return command;
    }
}
