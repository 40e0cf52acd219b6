using FerCare.ModelLab.Data;
using FerCare.ModelLab.Export;
using FerCare.ModelLab.Native;
using FerCare.ModelLab.Networks;
using FerCare.ModelLab.Tests.Native;
using FerCare.ModelLab.Training;
using static TorchSharp.torch;

namespace FerCare.ModelLab.Tests.Training;

[FinalizersHeld]
public sealed class WeightMeanTests : IDisposable
{
    private static readonly NetworkPlan Small = new XceptionShape(0.25, 1, 48, 2).Plan(dropout: 0.4);
    private readonly TemporaryFolder folder = new();

    [Fact]
    public void Each_weight_and_bias_is_the_mean_of_those_of_the_networks()
    {
        using var one = Folded(1);
        using var other = Folded(2);

        using var mean = WeightMean.Of([one, other, other]);

        using var scope = TensorScope.Begin();
        foreach (var (name, weight) in mean.state_dict())
            (weight - (one.state_dict()[name] + 2 * other.state_dict()[name]) / 3).abs().max().item<float>().ShouldBeLessThan(1e-5f, name);
        mean.training.ShouldBeFalse();
    }

    [Fact]
    public void Networks_of_other_plans_and_none_at_all_are_refused()
    {
        using var one = Folded(1);
        using var other = Folding.Fold(new PlannedNetwork(Baselines.Perceptron(0)));

        Should.Throw<LabDataException>(() => WeightMean.Of([one, other])).Message.ShouldContain("ann");
        Should.Throw<ArgumentException>(() => WeightMean.Of([]));
    }

    [Fact]
    public void Training_may_start_from_the_mean_of_exported_networks_and_answers_like_it_at_first()
    {
        var faces = SyntheticFaces.Of(140, seed: 8);
        using var one = Folded(1);
        using var other = Folded(2);
        OnnxExport.Save(one, folder.File("one.onnx"), "one", "a test");
        OnnxExport.Save(other, folder.File("other.onnx"), "other", "a test");

        using var start = ExportedStart.Of([folder.File("one.onnx"), folder.File("other.onnx")], Small, faces, new TrainingOptions());

        using var mean = WeightMean.Of([one, other]);
        using var guard = no_grad();
        using var scope = TensorScope.Begin();
        var pictures = Pictures.Of(faces, [0, 1, 2, 3]);
        (start.call(pictures).Fer2013 - mean.call(pictures).Fer2013).abs().max().item<float>().ShouldBeLessThan(1e-2f);
    }

    private static PlannedNetwork Folded(long seed)
    {
        manual_seed(seed);
        using var network = new PlannedNetwork(Small);
        network.eval();
        return Folding.Fold(network);
    }

    public void Dispose() => folder.Dispose();
}
