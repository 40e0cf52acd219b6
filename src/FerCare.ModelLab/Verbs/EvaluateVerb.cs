using System.CommandLine;
using System.Globalization;
using FerCare.ModelLab.Charts;
using FerCare.ModelLab.Data;
using FerCare.ModelLab.Evaluation;
using FerCare.ModelLab.Pipeline;
using FerCare.ModelLab.Robustness;
using FerCare.Vision;
using FerCare.Vision.Classifying;

namespace FerCare.ModelLab.Verbs;

/// <summary><c>evaluate</c>: accuracy and calibration of an exported network, through ONNX Runtime, on labelled crops.</summary>
public static class EvaluateVerb
{
    private const string ToConsole = "-";
    private const int FacesPerLine = 500;

    public static Command Create()
    {
        var model = new Option<string>("--model") { Description = "The network (.onnx); its manifest (.json) lies beside it. Or stored neighbours (.knn).", Required = true };
        var faces = new FaceOptions();
        var mirror = new Option<bool>("--mirror") { Description = "Score each face together with its mirror image." };
        var fit = new Option<string?>("--fit-temperature") { Description = "Data, as for --data: fit both heads' temperatures on the held-out part of train and write them to the manifest." };
        var compare = new Option<string?>("--compare") { Description = "Another network or stored neighbours, measured on the same faces." };
        var json = new Option<string?>("--json") { Description = "Write JSON to a file; - or nothing prints it in place of the tables.", Arity = ArgumentArity.ZeroOrOne };
        var markdown = new Option<string?>("--markdown") { Description = "Write Markdown to a file." };
        var png = new Option<string?>("--png") { Description = "Draw the confusion matrices of both heads." };
        var pipeline = new Option<bool>("--through-pipeline") { Description = "Also read each face as the server does: drawn into a camera frame, detected, aligned, classified (minutes)." };
        var robustness = new Option<bool>("--robustness") { Description = "Also measure accuracy on distorted faces: light, noise, blur, resolution, compression, rotation, occlusion (minutes)." };
        var robustnessPng = new Option<string?>("--robustness-png") { Description = "With --robustness: draw accuracy against severity." };
        var command = new Command("evaluate", "Measures an exported network on labelled face crops.") { model };
        faces.AddTo(command);
        foreach (Option option in (Option[])[mirror, fit, compare, json, markdown, png, pipeline, robustness, robustnessPng]) command.Options.Add(option);
        command.SetAction(given =>
        {
            var file = given.GetRequiredValue(model);
            var manifest = Path.ChangeExtension(file, ".json");
            if (FaceScorer.IsNeighbours(file) && (given.GetValue(fit) is not null || given.GetValue(pipeline) || given.GetValue(robustness)))
                throw new ArgumentException($"{file}: expected a network for --fit-temperature, --through-pipeline and --robustness, found stored neighbours.");
            if (given.GetValue(robustnessPng) is not null && !given.GetValue(robustness)) throw new ArgumentException("--robustness-png: expected --robustness with it, found none.");
            if (given.GetValue(pipeline) || given.GetValue(robustness)) given.Refuse($"expected neither {pipeline.Name} nor {robustness.Name} with it, which score no mirror images, found one.", mirror);
            var jsonTo = given.GetResult(json) is null ? null : given.GetValue(json) ?? ToConsole;
            // Where JSON is printed, nothing else may be.
            var (console, errors) = (given.InvocationConfiguration.Output, given.InvocationConfiguration.Error);
            var log = jsonTo == ToConsole ? errors : console;
            // Whatever may be refused is looked at before temperatures are written.
            var measured = faces.Read(given);
            if (measured is null)
            {
                if (given.GetValue(fit) is null) throw new ArgumentException("Expected faces to measure on (--data, or --images with --labels), found none.");
                given.Refuse("expected faces to measure on (--data, or --images with --labels), found none.", mirror, compare, json, markdown, png, pipeline, robustness, robustnessPng);
            }

            foreach (var target in (string?[])[jsonTo == ToConsole ? null : jsonTo, given.GetValue(markdown), given.GetValue(png), given.GetValue(robustnessPng)])
                if (target is not null) WholeFile.RequireFolderOf(target);
            using var other = given.GetValue(compare) is { } second ? FaceScorer.Open(second) : null;
            if (given.GetValue(fit) is { } training) FitTemperatures(manifest, training, log);
            if (measured is not { } named) return;
            var report = Measure(file, named.Faces, named.Source, given.GetValue(mirror), other);
            if (given.GetValue(pipeline)) report = report with { Pipeline = ThroughPipeline(manifest, named.Faces, errors) };
            if (given.GetValue(robustness)) report = report with { Robustness = Robustness(manifest, named.Faces, errors) };
            if (jsonTo == ToConsole) console.WriteLine(report.ToJson());
            else
            {
                EvaluationText.Write(report, console);
                if (jsonTo is not null) WholeFile.Write(jsonTo, report.ToJson() + "\n");
            }

            if (given.GetValue(markdown) is { } markdownTo) WholeFile.Write(markdownTo, EvaluationMarkdown.Of(report));
            if (given.GetValue(png) is { } pngTo) ConfusionMatrixChart.Write(report, pngTo);
            if (given.GetValue(robustnessPng) is { } curvesTo && report.Robustness is { } curves) RobustnessChart.Write(curves, curvesTo);
        });
        return command;
    }

    private static EvaluationReport Measure(string model, FaceSet faces, string source, bool mirror, FaceScorer? other)
    {
        using var scorer = FaceScorer.Open(model);
        var (scores, cost) = Score(scorer, faces, mirror);
        var report = new EvaluationReport(scorer.Version, source, EmotionEvaluation.Of(scores, faces, scorer.Temperatures)) { Mirror = cost };
        return other is null ? report : report with { Comparison = PairedComparison.Of(scores, other.Version, Score(other, faces, mirror).Scores, faces) };
    }

    private static (TwoHeadedScores Scores, MirrorCost? Cost) Score(FaceScorer scorer, FaceSet faces, bool mirror) =>
        mirror ? scorer.ScoreMirrored(faces) : (scorer.Score(faces), null);

    private static PipelineEvaluation ThroughPipeline(string manifest, FaceSet faces, TextWriter progress)
    {
        using var models = VisionModels.Load(VisionModelPaths.Default() with { EmotionManifest = manifest });
        return PipelineEvaluation.Of(models, faces, progress: read =>
        {
            if (read % FacesPerLine == 0) progress.WriteLine($"through the pipeline: {read} of {faces.Count} faces");
        });
    }

    private static RobustnessEvaluation Robustness(string manifest, FaceSet faces, TextWriter progress)
    {
        using var network = EmotionClassifier.Load(manifest);
        var (done, all) = (0, Distortions.All.Sum(d => d.Severities.Count));
        return RobustnessEvaluation.Of(network, faces, progress: name => progress.WriteLine($"robustness: {++done} of {all}, {name}"));
    }

    private static void FitTemperatures(string manifestPath, string data, TextWriter log)
    {
        using var network = EmotionClassifier.Load(manifestPath);
        var heldOut = HeadTemperatures.HeldOut(FaceSets.Open(data, "train"));
        var scores = TwoHeadedScores.Of(network, heldOut);
        var fitted = HeadTemperatures.Of(network.Manifest).Fitted(scores, heldOut);
        var figures = EmotionEvaluation.Of(scores, heldOut, fitted);
        fitted.WrittenTo(network.Manifest).Write(manifestPath);
        Describe("FER2013 labels", figures.Fer2013);
        if (figures.FerPlus is { } ferPlus) Describe("FER+ majority", ferPlus);
        log.WriteLine($"{manifestPath}: temperatures written");

        void Describe(string title, HeadEvaluation head) => log.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"held-out part of train, {title}: n {head.Count}, temperature {head.Calibration.Temperature:F3}, calibration error {head.Calibration.ErrorBefore:F4} before, {head.Calibration.Error:F4} after"));
    }
}
