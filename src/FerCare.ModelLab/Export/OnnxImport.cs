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
    // A damaged file may announce thousands; a message stays one line.
    private const int MostDimensionsShown = 8;

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
    /// <exception cref="LabDataException">The file holds another network than the plan tells, is damaged, or has a manifest beside it of other labels or pixels.</exception>
    public static PlannedNetwork Read(string path, NetworkPlan plan)
    {
        var import = new OnnxImport(path);
        ManifestBeside.Check(path);
        var network = new PlannedNetwork(Folding.PlanOf(plan));
        try
        {
            import.Fill(network, plan);
            network.eval();
            return network;
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }

    private void Fill(PlannedNetwork network, NetworkPlan plan)
    {
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
    }

    private void Fill(Tensor target, NodeProto node, int input, string layer, NetworkPlan plan)
    {
        var name = InputOf(node, input);
        var rounded = !stored.ContainsKey(name) && makers.TryGetValue(name, out var maker) && maker.OpType == "DequantizeLinear" ? maker : null;
        if (rounded?.Input.Count > 2) throw Other(plan, $"{layer} in bytes that stand for 0 at 0", "a zero of its own");
        var found = Stored(rounded is null ? name : InputOf(rounded, 0));
        // Before any room is made for values: a damaged file may announce any number of them.
        var shape = target.shape;
        if (!found.Dims.SequenceEqual(shape)) throw Other(plan, $"{layer} with {Shape(shape)}", Shape(found.Dims));
        var count = (int)target.numel();
        target.copy_(tensor(rounded is null ? Numbers(found, count, layer) : Steps(found, Stored(InputOf(rounded, 1)), count, (int)shape[0], layer), shape));
    }

    private static string InputOf(NodeProto node, int input) => node.Input.Count > input ? node.Input[input] : "";

    /// <summary>A tensor of the file; an empty one where it has none of that name.</summary>
    private TensorProto Stored(string name) => stored.GetValueOrDefault(name) ?? new TensorProto();

    private float[] Numbers(TensorProto found, int count, string layer)
    {
        if (found.DataType != OnnxGraph.SinglePrecision || found.RawData.Length != (long)count * sizeof(float))
            throw Damaged(layer, $"{count} values in single precision", found);
        return [.. MemoryMarshal.Cast<byte, float>(found.RawData.Span)];
    }

    /// <summary>What steps stand for, with one scale for each channel (the first dimension) or one for all.</summary>
    private float[] Steps(TensorProto found, TensorProto scale, int count, int channels, string layer)
    {
        var signed = found.DataType == OnnxGraph.SignedByte;
        if ((!signed && found.DataType != OnnxGraph.Integer) || found.RawData.Length != (long)count * (signed ? sizeof(sbyte) : sizeof(int)))
            throw Damaged(layer, $"{count} values in whole steps", found);
        var scalesGiven = scale.Dims.Count == 0 ? 1 : scale.Dims[0];
        if (scale.Dims.Count > 1 || (scalesGiven != 1 && scalesGiven != channels)) throw Damaged(layer, $"one scale, or {channels}", scale);
        var scales = Numbers(scale, (int)scalesGiven, layer);
        var each = count / scales.Length;
        var steps = found.RawData.Span;
        var whole = MemoryMarshal.Cast<byte, int>(steps);
        var values = new float[count];
        for (var i = 0; i < values.Length; i++) values[i] = scales[i / each] * (signed ? (sbyte)steps[i] : whole[i]);
        return values;
    }

    private static string Shape(IReadOnlyCollection<long> dimensions) =>
        dimensions.Count <= MostDimensionsShown ? $"[{string.Join(',', dimensions)}]" : $"{dimensions.Count} dimensions";

    private LabDataException Damaged(string layer, string expected, TensorProto found) =>
        new($"{path}: expected for {layer} {expected}, found {Shape(found.Dims)} of ONNX type {found.DataType} in {found.RawData.Length} bytes.");

    private LabDataException Other(NetworkPlan plan, string expected, string found) =>
        new($"{path}: expected a network '{plan}' ({expected}), found {found}.");
}
