using FerCare.ModelLab.Networks;
using FerCare.ModelLab.Tests.Native;
using FerCare.ModelLab.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace FerCare.ModelLab.Tests.Training;

[FinalizersHeld]
public sealed class NormStatisticsTests
{
    [Fact]
    public void Statistics_left_by_other_weights_are_replaced_by_those_of_the_faces()
    {
        manual_seed(2);
        using var network = new PlannedNetwork(new XceptionShape(0.05, 1, 32, 2).Plan(dropout: 0));
        var faces = SyntheticFaces.Of(140, seed: 1);
        var learning = Enumerable.Range(0, 140).ToArray();
        foreach (var norm in network.modules().OfType<BatchNorm2d>())
        {
            norm.running_mean!.fill_(3);
            norm.running_var!.fill_(9);
        }

        network.eval();
        var stale = Answers();
        NormStatistics.Renew(network, faces, learning);
        var renewed = Answers();

        network.training.ShouldBeFalse();
        foreach (var each in network.modules().OfType<BatchNorm2d>()) each.train();
        var byTheFacesThemselves = Answers();
        Distance(renewed, byTheFacesThemselves).ShouldBeLessThan(Distance(stale, byTheFacesThemselves) / 5);

        static double Distance(float[] a, float[] b) => a.Zip(b, (x, y) => Math.Abs(x - y)).Average();

        float[] Answers()
        {
            using var guard = no_grad();
            return [.. network.call(Pictures.Of(faces, learning)).Fer2013.data<float>()];
        }
    }

    [Fact]
    public void A_network_without_normalisation_is_left_as_it_is()
    {
        using var network = new PlannedNetwork(Baselines.Perceptron(dropout: 0));

        NormStatistics.Renew(network, SyntheticFaces.Of(14, seed: 1), [.. Enumerable.Range(0, 14)]);
    }
}
