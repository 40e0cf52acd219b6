using System.Runtime.InteropServices;
using FerCare.ModelLab.Data;
using FerCare.ModelLab.Export.Onnx;
using FerCare.ModelLab.Native;
using FerCare.ModelLab.Networks;
using Google.Protobuf;
using static TorchSharp.torch;

namespace FerCare.ModelLab.Export;

/// <summary>
/// Reads the weights of a network that <see cref="OnnxExport"/> wrote, in single precision or in bytes, so that training can go on
/// where nothing but the exported file is left of it.
/// </summary>
public sealed class OnnxImport
{
    private readonly string path;
    private readonly Dictionary<string, TensorProto> stored;
    private readonly Dictionary<string, NodeProto> makers;
    private readonly NodeProto[] weighted;

    private OnnxImport(string path)
    {
        this.path = path;
        if (!File.Exists(path)) throw new LabDataException($"{path}: expected a network written by 'export' or 'quantize', found none.");
        try
        {
            var graph = ModelProto.Parser.ParseFrom(File.ReadAllBytes(path)).Graph ?? throw new InvalidDataException("no graph");
            stored = graph.Initializer.ToDictionary(t => t.Name);
            makers = graph.Node.Where(n => n.Output.Count == 1).ToDictionary(n => n.Output[0]);
            weighted = [.. graph.Node.Where(n => n.OpType is "Conv" or "Gemm")];
        }
        catch (Exception problem) when (problem is InvalidProtocolBufferException or InvalidDataException or ArgumentException)
        {
            throw new LabDataException($"{path}: expected an ONNX network, found something else ({problem.Message.ReplaceLineEndings(" ")})", problem);
        }
    }

    /// <summary>The network with batch normalisation folded, as it was written; weights in bytes come back as the values that the bytes stand for.</summary>
    /// <param name="path">The .onnx file.</param>
    /// <param name="plan">The plan it was written from; weights are matched layer by layer.</param>
    /// <exception cref="LabDataException">The file holds another network than the plan tells.</exception>
    public static PlannedNetwork Read(string path, NetworkPlan plan) => new OnnxImport(path).Into(plan);

    private PlannedNetwork Into(NetworkPlan plan)
    {
        var network = new PlannedNetwork(Folding.PlanOf(plan));
        var layers = network.Plan.Layers.Where(l => l is Convolution or Dense).ToArray();
        if (layers.Length != weighted.Length) throw Other(plan, $"{layers.Length} layers with weights", $"{weighted.Length}");
        using var guard = no_grad();
        using var scope = TensorScope.Begin();
        foreach (var (layer, node) in layers.Zip(weighted))
        {
            var (weight, bias) = layer is Dense
                ? (network.DenseOf(layer.Name).weight!, network.DenseOf(layer.Name).bias)
                : (network.ConvolutionOf(layer.Name).Weight, network.ConvolutionOf(layer.Name).Bias);
            Fill(weight, node, 1, layer.Name, plan);
            if (bias is not null) Fill(bias, node, 2, layer.Name, plan);
        }

        network.eval();
        return network;
    }

    private void Fill(Tensor target, NodeProto node, int input, string layer, NetworkPlan plan)
    {
        var (shape, values) = node.Input.Count > input ? Values(node.Input[input]) : ([], []);
        if (!shape.AsSpan().SequenceEqual(target.shape))
            throw Other(plan, $"{layer} with [{string.Join(',', target.shape)}]", $"[{string.Join(',', shape)}]");
        target.copy_(tensor(values, shape));
    }

    private (long[] Shape, float[] Values) Values(string name)
    {
        if (stored.TryGetValue(name, out var plain)) return ([.. plain.Dims], [.. MemoryMarshal.Cast<byte, float>(plain.RawData.Span)]);
        if (!makers.TryGetValue(name, out var node) || node.OpType != "DequantizeLinear") return ([], []);
        var bytes = stored[node.Input[0]];
        var scales = MemoryMarshal.Cast<byte, float>(stored[node.Input[1]].RawData.Span);
        var values = new float[bytes.Dims.Aggregate(1L, (a, b) => a * b)];
        var each = values.Length / scales.Length;
        var signed = bytes.DataType == OnnxGraph.SignedByte;
        var steps = bytes.RawData.Span;
        for (var i = 0; i < values.Length; i++)
            values[i] = scales[i / each] * (signed ? (sbyte)steps[i] : MemoryMarshal.Cast<byte, int>(steps)[i]);
        return ([.. bytes.Dims], values);
    }

    private LabDataException Other(NetworkPlan plan, string expected, string found) =>
        new($"{path}: expected a network '{plan}' ({expected}), found {found}.");
}
