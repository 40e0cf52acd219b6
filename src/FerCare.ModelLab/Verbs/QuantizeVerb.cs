using System.CommandLine;
using FerCare.Affect;
using FerCare.ModelLab.Balancing;
using FerCare.ModelLab.Data;
using FerCare.ModelLab.Evaluation;
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
        var from = new Option<string[]>("--from") { Description = "Checkpoint folder of the network to quantise; of several, trained on from one another, the mean of their weights.", Required = true, AllowMultipleArgumentsPerToken = true };
        var model = new Option<string>("--model") { Description = "The network to write (.onnx).", Required = true };
        var name = new Option<string?>("--name") { Description = "Its short name in the manifest; else the network's." };
        var calibration = new Option<int>("--calibration-faces") { Description = "Training faces that set the ranges.", DefaultValueFactory = _ => 1024 };
        var balance = new Option<bool>("--balance") { Description = "Lift rare classes in the heads' biases, as far as the held-out faces ask for it." };
        var share = new Option<double>("--balanced-share") { Description = "With --balance: weight of balanced accuracy against accuracy, 0 to 1.", DefaultValueFactory = _ => 0.5 };
        var least = new Option<double[]>("--least-balanced") { Description = "With --balance, in place of --balanced-share: lift no further than until balanced accuracy on the held-out faces comes up to these two, for FER2013 labels and FER+, 0 to 1.", Arity = new ArgumentArity(2, 2), AllowMultipleArgumentsPerToken = true };
        var recipe = new RecipeOptions(epochs: 0, rate: 0.002, warmUp: 0.1, seedOf: "of the calibration faces, and with --epochs of order and variation");
        recipe.Precision.Hidden = true;
        var command = new Command("quantize", "Quantises a network to int8 (QDQ); --epochs above 0 fine-tunes it with rounding first, in --checkpoints.") { from, model, name, calibration, balance, share, least };
        recipe.AddTo(command);
        command.SetAction(async (given, stop) =>
        {
            // Rounding to bytes is finer than bfloat16 shows.
            given.Refuse("expected no choice of it, as quantising always tunes in single precision, found one.", recipe.Precision);
            var options = recipe.Read(given) with { HalfPrecision = false };
            if (options.Epochs == 0) given.Refuse("expected --epochs above 0 with it, found 0.", recipe.OfTuning);
            var tuning = options.Epochs > 0 ? recipe.Folder(given) : null;
            if (!given.GetValue(balance)) given.Refuse($"expected {balance.Name} with it, found none.", share, least);
            if (given.Names(least)) given.Refuse($"expected either it or {least.Name}, found both.", share);
            var (facesAsked, balancedShare, leastBalanced) = (given.AtLeast(calibration, 1), given.Share(share), given.Shares(least));
            var (sources, target) = (given.GetRequiredValue(from), OnnxExport.Target(given.GetRequiredValue(model)));
            var faces = recipe.Faces(given);
            var split = HeldOutSplit.Of(faces, options.HeldOutShare);
            var learning = (int[])split.Learning.Clone();
            new Random(options.Seed).Shuffle(learning);
            var seen = learning[..Math.Min(facesAsked, learning.Length)];
            using var folded = WeightMean.OfRuns(sources);
            var ranges = RangeSearch.Of(folded, faces, seen);
            var origin = $"{Provenance.Of(sources)}; int8, calibrated on {seen.Length} training faces";
            if (tuning is { } folder)
            {
                var earlier = Provenance.History(sources);
                using var run = new TrainingRun(folded.Plan, options, faces, folder, recipe.Teachers(given, options, sources), Rounded(folded, ranges), sources);
                Checkpoint.StartsAfter(folder, earlier);
                await TrainingConsole.GoAsync(run, stop);
                using var tuned = Checkpoint.LoadAverage(folder);
                folded.load_state_dict(tuned.state_dict());
                // As many as there were: patience may have ended them before.
                var (own, all) = (Checkpoint.CurveIn(folder).Count, Checkpoint.HistoryIn(folder));
                origin += FormattableString.Invariant($", fine-tuned with rounding, {own} epochs; with them {all.Count} epochs in {all.Sum(p => p.Seconds) / 3600:F1} h");
            }

            // What is fitted and told is what is written: with its rounding.
            using var rounded = new PlannedNetwork(folded.Plan);
            Rounded(folded, ranges)(rounded);
            rounded.eval();
            if (given.GetValue(balance))
            {
                var correction = leastBalanced is [var fer2013, var ferPlus] ? PriorCorrection.Least(rounded, faces, split, fer2013, ferPlus)
                    : PriorCorrection.Fit(rounded, faces, split, balancedShare);
                correction.Apply(folded, faces, split);
                correction.Apply(rounded, faces, split);
                origin += FormattableString.Invariant($", rare classes lifted (strength {correction.Fer2013:F2} and {correction.FerPlus:F2})");
            }

            OnnxExport.Save(folded, target, given.GetValue(name) ?? folded.Plan.Network, origin, ranges);
            Console.WriteLine($"{target}: {new FileInfo(target).Length:N0} bytes");
            Console.WriteLine(HeldOut(rounded, faces.Choose(split.HeldOut)));
        });
        return command;
    }

    /// <summary>What a choice between networks is made by: likelihood tells them apart better than the share of a thousand right answers.</summary>
    private static string HeldOut(PlannedNetwork network, FaceSet faces)
    {
        var scores = TwoHeadedScores.Of(network, faces, [.. Enumerable.Range(0, faces.Count)]);
        var temperatures = new HeadTemperatures().Fitted(scores, faces);
        var figures = EmotionEvaluation.Of(scores, faces, temperatures);
        double Loss(float[] of, IReadOnlyList<Emotion?> truth, double temperature) => Calibration.NegativeLogLikelihood(of, truth, temperature);
        var labels = FormattableString.Invariant($"fer2013 {figures.Fer2013.Accuracy:P2}, balanced {figures.Fer2013.BalancedAccuracy:P2}, negative log-likelihood {Loss(scores.Fer2013, EmotionEvaluation.Labels(faces), temperatures.Fer2013):F4}");
        var votes = figures.FerPlus is { } plus ? FormattableString.Invariant($"; ferplus {plus.Accuracy:P2}, balanced {plus.BalancedAccuracy:P2}, negative log-likelihood {Loss(scores.FerPlus, EmotionEvaluation.Majorities(faces), temperatures.FerPlus):F4}") : "";
        return $"{faces.Count} held-out faces: {labels}{votes}";
    }

    /// <summary>Gives a network of the same plan these weights, and lets it compute in bytes.</summary>
    private static Action<PlannedNetwork> Rounded(PlannedNetwork folded, ActivationRanges ranges)
    {
        var weights = folded.state_dict().ToDictionary(w => w.Key, w => w.Value);
        return network =>
        {
            network.load_state_dict(weights);
            Rounding.Apply(network, ranges);
        };
    }
}
