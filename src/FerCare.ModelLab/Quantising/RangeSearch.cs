using FerCare.ModelLab.Data;
using FerCare.ModelLab.Native;
using FerCare.ModelLab.Networks;
using FerCare.ModelLab.Training;
using static TorchSharp.torch;

namespace FerCare.ModelLab.Quantising;

/// <summary>
/// Calibration: looks at the pictures between the layers of a folded network while it reads training faces, and cuts each range
/// where the mean squared error of rounding to bytes is smallest (Krishnamoorthi 2018; Nagel et al. 2021, section 3.1).
/// </summary>
public static class RangeSearch
{
    private const int Bins = 2048, FacesAtOnce = 64, Cuts = 60;
    private const double SmallestShare = 0.2;

    /// <summary>Ranges for every place of a folded network.</summary>
    /// <param name="folded">Without batch normalisation, see <see cref="Folding"/>.</param>
    /// <param name="faces">Training faces.</param>
    /// <param name="chosen">Which of them; a thousand are plenty.</param>
    public static ActivationRanges Of(PlannedNetwork folded, FaceSet faces, int[] chosen)
    {
        var places = ActivationRanges.PlacesIn(folded.Plan).ToHashSet();
        var extremes = places.ToDictionary(p => p, _ => (Low: float.MaxValue, High: float.MinValue));
        Watch(folded, faces, chosen, (place, x) =>
        {
            if (places.Contains(place)) extremes[place] = (Math.Min(extremes[place].Low, x.min().item<float>()), Math.Max(extremes[place].High, x.max().item<float>()));
        });
        var counts = places.ToDictionary(p => p, _ => new double[Bins]);
        Watch(folded, faces, chosen, (place, x) =>
        {
            if (!places.Contains(place) || extremes[place].High <= extremes[place].Low) return;
            var (low, high) = extremes[place];
            var bins = ((x.flatten() - low) * (Bins / (high - low))).to_type(ScalarType.Int64).clamp(0, Bins - 1);
            var histogram = bins.bincount(null, Bins).data<long>().ToArray();
            for (var i = 0; i < Bins; i++) counts[place][i] += histogram[i];
        });
        return new ActivationRanges(folded.Plan, places.ToDictionary(p => p, p => Best(counts[p], extremes[p].Low, extremes[p].High)));
    }

    /// <summary>The range with the smallest squared error for values counted in equal bins from low to high.</summary>
    public static ByteRange Best(double[] counts, float low, float high)
    {
        var best = new ByteRange(low, high);
        var least = double.MaxValue;
        for (var cut = 0; cut < Cuts; cut++)
        {
            var share = (float)(1 - (1 - SmallestShare) * cut / Cuts);
            var range = new ByteRange(low * share, high * share);
            var error = Error(counts, low, high, range);
            if (error >= least) continue;
            (best, least) = (range, error);
        }

        return best;
    }

    private static double Error(double[] counts, float low, float high, ByteRange range)
    {
        double bottom = -range.Zero * range.Scale, top = (byte.MaxValue - range.Zero) * range.Scale, error = 0;
        for (var i = 0; i < counts.Length; i++)
        {
            var x = low + (i + 0.5) * (high - low) / counts.Length;
            var beyond = x < bottom ? bottom - x : x > top ? x - top : 0;
            error += counts[i] * (beyond > 0 ? beyond * beyond : range.Scale * range.Scale / 12);
        }

        return error;
    }

    private static void Watch(PlannedNetwork network, FaceSet faces, int[] chosen, Action<string, Tensor> look)
    {
        using var guard = no_grad();
        network.Watcher = (layer, x) =>
        {
            look(layer.Name, x);
            return x;
        };
        foreach (var chunk in chosen.Chunk(FacesAtOnce))
        {
            using var scope = TensorScope.Begin();
            var pictures = Pictures.Of(faces, chunk);
            look(NetworkPlan.Faces, pictures);
            network.call(pictures);
        }

        network.Watcher = null;
    }
}
