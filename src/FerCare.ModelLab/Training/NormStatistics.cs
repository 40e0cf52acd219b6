using FerCare.ModelLab.Data;
using FerCare.ModelLab.Native;
using FerCare.ModelLab.Networks;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace FerCare.ModelLab.Training;

/// <summary>
/// Batch normalisation of averaged weights. The statistics gathered while training belong to other weights and to varied faces;
/// they are taken anew from training faces as they are, which is how faces are met in use (Izmailov et al. 2018, section 3.2; Wu
/// and Johnson 2021, section 3).
/// </summary>
public static class NormStatistics
{
    private const int Batches = 40, FacesAtOnce = 128;

    /// <summary>How much of a batch enters the running statistics, the library's default.</summary>
    private const double Momentum = 0.1;

    /// <summary>Renews the statistics of every layer; the network is left ready to answer.</summary>
    /// <param name="network">With weights that stay as they are.</param>
    /// <param name="faces">The training faces.</param>
    /// <param name="learning">Which of them to look at; the same ones every time, spread over all.</param>
    public static void Renew(PlannedNetwork network, FaceSet faces, int[] learning)
    {
        var norms = network.modules().OfType<BatchNorm2d>().ToArray();
        if (norms.Length == 0) return;
        using var guard = no_grad();
        using var whole = TensorScope.Begin();
        network.eval();
        foreach (var norm in norms)
        {
            norm.running_mean!.zero_();
            norm.running_var!.zero_();
            norm.train();
        }

        for (var i = 0; i < Batches; i++)
        {
            using var scope = TensorScope.Begin();
            var chosen = Enumerable.Range(0, FacesAtOnce).Select(j => learning[(int)((long)(i + j * Batches) * learning.Length / (Batches * FacesAtOnce))]);
            network.call(Pictures.Of(faces, [.. chosen]));
        }

        // From zero a running figure has reached this share of what it runs towards; without it nothing of the former statistics is left.
        var reached = 1 - Math.Pow(1 - Momentum, Batches);
        foreach (var norm in norms)
        {
            norm.running_mean!.div_(reached);
            norm.running_var!.div_(reached);
        }

        network.eval();
    }
}
