using System.Globalization;
using System.Security.Cryptography;
using FerCare.Affect;
using FerCare.ModelLab.Data;
using FerCare.ModelLab.Networks;
using FerCare.Vision.Classifying;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace FerCare.ModelLab.Export;

/// <summary>
/// Writes an Xception as ONNX: input "faces" [n,1,size,size], outputs "fer2013" and "ferplus" of logits [n,7]. Batch
/// normalisation is folded into the convolution before it (w' = w g / sqrt(v + e), b' = b - m g / sqrt(v + e)).
/// </summary>
public sealed class XceptionExport
{
    public const string InputName = "faces", Fer2013Name = "fer2013", FerPlusName = "ferplus";

    private readonly OnnxGraph graph = new("xception");

    private XceptionExport() { }

    /// <summary>
    /// Saves the network's present weights to <paramref name="path"/> (.onnx) and its manifest beside it (.json).
    /// </summary>
    /// <param name="origin">Where the weights come from, for the manifest.</param>
    public static void Save(Xception network, string path, string origin)
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        new XceptionExport().Write(network, path);
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)));
        new ModelManifest(
            NameOf(network.Shape), Path.GetFileName(path), sha256, new ModelInput(InputName, network.Shape.InputSize, Augmentation.PixelScale, Augmentation.PixelOffset),
            [Fer2013Name, FerPlusName], FerPlusName, Emotions.Names, 1f, origin).Write(Path.ChangeExtension(path, ".json"));
    }

    private static string NameOf(XceptionShape shape) => string.Create(CultureInfo.InvariantCulture, $"xception-{shape.Width:0.##}-{shape.MiddleBlocks}");

    private void Write(Xception network, string path)
    {
        var size = network.Shape.InputSize;
        var x = graph.Input(InputName, -1, 1, size, size);
        x = graph.Relu(Folded(x, network.Stem1));
        x = graph.Relu(Folded(x, network.Stem2));
        foreach (var block in network.Blocks) x = Block(x, block);
        x = graph.Relu(x);
        x = graph.Relu(Separable(x, network.Exit1));
        x = graph.Relu(Separable(x, network.Exit2));
        x = graph.SpatialMean(x);
        Head(x, network.Fer2013Head, Fer2013Name);
        Head(x, network.FerPlusHead, FerPlusName);
        graph.Save(path, network.Shape.ToString());
    }

    private string Block(string x, ResidualBlock block)
    {
        var y = x;
        for (var i = 0; i < block.Convolutions.Count; i++)
        {
            if (i > 0 || block.StartsWithRelu) y = graph.Relu(y);
            y = Separable(y, block.Convolutions[i]);
        }

        if (block.Halves) y = graph.HalvingMaximum(y);
        return graph.Add(y, block.Shortcut is null ? x : Folded(x, block.Shortcut));
    }

    private string Separable(string x, SeparableConvolution convolution)
    {
        var weight = convolution.Depthwise.weight!;
        x = graph.Convolution(x, Stored(weight), null, 3, 1, (int)weight.shape[0]);
        return Folded(x, convolution.Pointwise);
    }

    private string Folded(string x, ConvolutionWithNorm layer)
    {
        var norm = layer.Norm;
        var gain = norm.weight! / (norm.running_var! + norm.eps).sqrt();
        var weight = layer.Convolution.weight! * gain.reshape(-1, 1, 1, 1);
        var bias = norm.bias! - norm.running_mean! * gain;
        return graph.Convolution(x, Stored(weight), Stored(bias), (int)weight.shape[2], (int)layer.Convolution.stride[0], 1);
    }

    private void Head(string x, Linear head, string name)
    {
        graph.Linear(x, Stored(head.weight!), Stored(head.bias!), name);
        graph.Output(name, -1, Emotions.Count);
    }

    private string Stored(Tensor values) => graph.Weights(values.contiguous().data<float>().ToArray(), values.shape);
}
