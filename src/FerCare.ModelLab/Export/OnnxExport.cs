using System.Security.Cryptography;
using FerCare.Affect;
using FerCare.ModelLab.Data;
using FerCare.ModelLab.Native;
using FerCare.ModelLab.Networks;
using FerCare.ModelLab.Quantising;
using FerCare.Vision.Classifying;
using static TorchSharp.torch;

namespace FerCare.ModelLab.Export;

/// <summary>
/// Writes a network as ONNX: input "faces" [n,1,size,size], outputs "fer2013" and "ferplus" of logits [n,7]; batch
/// normalisation is folded, and with <see cref="ActivationRanges"/> pictures and weights of convolutions are 8-bit (QDQ form).
/// </summary>
public sealed class OnnxExport
{
    private readonly PlannedNetwork network;
    private readonly ActivationRanges? ranges;
    private readonly OnnxGraph graph;
    private readonly Dictionary<string, string> outputs = [];

    private OnnxExport(PlannedNetwork folded, ActivationRanges? ranges)
    {
        (network, this.ranges) = (folded, ranges);
        graph = new OnnxGraph(folded.Plan.Network);
    }

    /// <summary>Saves the network's present weights to <paramref name="path"/> (.onnx) and its manifest beside it (.json).</summary>
    /// <param name="network">Any network of the lab.</param>
    /// <param name="path">The file to write.</param>
    /// <param name="name">Short name for the manifest.</param>
    /// <param name="origin">Where the weights come from, for the manifest.</param>
    /// <param name="ranges">Ranges of the pictures between the layers; null writes single precision.</param>
    public static void Save(PlannedNetwork network, string path, string name, string origin, ActivationRanges? ranges = null)
    {
        using var guard = no_grad();
        using var scope = TensorScope.Begin();
        using var folded = Folding.Fold(network);
        var manifest = Path.ChangeExtension(Target(path), ".json");
        // Both are whole before either takes its name.
        WholeFile.Write(path, unfinished => WholeFile.Write(manifest, beside =>
        {
            new OnnxExport(folded, ranges).Write(unfinished);
            Manifest(network, path, unfinished, name, origin).Write(beside);
        }));
    }

    /// <summary>A path that a network can be written to.</summary>
    /// <exception cref="ArgumentException">Its name does not end in .onnx, so that the manifest could take its place, or its folder is not there.</exception>
    public static string Target(string path)
    {
        if (Path.GetExtension(path) != ".onnx") throw new ArgumentException($"{path}: expected the name of a network to write, ending in .onnx, found another ending.");
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder && !Directory.Exists(folder)) throw new ArgumentException($"{path}: expected a folder that is there, found none.");
        return path;
    }

    private static ModelManifest Manifest(PlannedNetwork network, string path, string written, string name, string origin)
    {
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(written)));
        return new ModelManifest(
            name, Path.GetFileName(path), sha256, new ModelInput(NetworkPlan.Faces, network.Plan.InputSize, Augmentation.PixelScale, Augmentation.PixelOffset),
            [NetworkPlan.Fer2013, NetworkPlan.FerPlus], NetworkPlan.FerPlus, Emotions.Names, 1f, origin);
    }

    private void Write(string path)
    {
        var size = network.Plan.InputSize;
        outputs[NetworkPlan.Faces] = Rounded(NetworkPlan.Faces, graph.Input(NetworkPlan.Faces, -1, 1, size, size));
        foreach (var layer in network.Plan.Layers)
        {
            outputs[layer.Name] = ranges?[layer.Name] is { } range && ActivationRanges.IsOfRoundedSum(layer, network.Plan)
                ? graph.ReluOfBytes(outputs[layer.Inputs[0]], range.Scale, range.Zero)
                : Rounded(layer.Name, Node(layer));
        }

        foreach (var head in (string[])[NetworkPlan.Fer2013, NetworkPlan.FerPlus])
        {
            graph.Named(outputs[head], head);
            graph.Output(head, -1, Emotions.Count);
        }

        graph.Save(path, network.Plan.ToString());
    }

    private string Rounded(string layer, string x) => ranges?[layer] is { } range ? graph.Rounded(x, range.Scale, range.Zero) : x;

    private string Node(Layer layer)
    {
        var x = outputs[layer.Inputs[0]];
        return layer switch
        {
            Convolution c => Convolution(c, x),
            Rectifier => graph.Relu(x),
            Maximum m => graph.Maximum(x, m.Kernel, m.Stride, m.Border),
            Resized r => graph.Resized(x, Scale(network.Plan[r.Input].Height, r.Side)),
            Sum s => graph.Add(x, outputs[s.Second]),
            SpatialMean => graph.SpatialMean(x),
            Flattening => graph.Flattened(x),
            Dense d => graph.Dense(x, Stored(network.DenseOf(d.Name).weight!), Stored(network.DenseOf(d.Name).bias!)),
            _ => throw new ArgumentException($"No ONNX operator is known for the layer {layer.Name}."),
        };
    }

    private string Convolution(Convolution layer, string x)
    {
        var convolution = network.ConvolutionOf(layer.Name);
        var (weight, bias) = (convolution.Weight, convolution.Bias);
        var groups = layer.Depthwise ? layer.Channels : 1;
        if (ranges?[layer.Input] is not { } seen)
            return graph.Convolution(x, Stored(weight), bias is null ? null : Stored(bias), layer.Kernel, layer.Stride, groups);

        var rounded = RoundedWeights.Of(Values(weight), layer.Channels);
        var weights = graph.Weights(rounded.Values, rounded.Scales, weight.shape);
        if (bias is null) return graph.Convolution(x, weights, null, layer.Kernel, layer.Stride, groups);
        var (steps, scales) = rounded.Bias(Values(bias), seen.Scale);
        return graph.Convolution(x, weights, graph.Bias(steps, scales), layer.Kernel, layer.Stride, groups);
    }

    /// <summary>The runtime cuts off the fraction of side * scale: the smallest scale that does not lose a pixel by that.</summary>
    private static float Scale(int from, int to)
    {
        var scale = (float)to / from;
        while ((int)(from * scale) < to) scale = MathF.BitIncrement(scale);
        return scale;
    }

    private string Stored(Tensor values) => graph.Weights(Values(values), values.shape);

    private static float[] Values(Tensor values) => values.contiguous().data<float>().ToArray();
}
