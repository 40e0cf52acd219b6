using System.Runtime.InteropServices;
using FerCare.ModelLab.Export.Onnx;
using Google.Protobuf;

namespace FerCare.ModelLab.Export;

/// <summary>Builds an ONNX graph node by node, in single precision or with 8-bit weights; every method returns the name of the node's output.</summary>
public sealed class OnnxGraph(string name)
{
    /// <summary>ONNX's number for the element type of a tensor.</summary>
    internal const int SinglePrecision = 1, UnsignedByte = 2, SignedByte = 3, Integer = 6;
    private const int OperatorSet = 17;
    private const int IntermediateRepresentation = 8;

    private readonly GraphProto graph = new() { Name = name };

    /// <summary>Declares an input; -1 stands for any batch size.</summary>
    public string Input(string input, params ReadOnlySpan<long> shape)
    {
        graph.Input.Add(Declare(input, shape));
        return input;
    }

    /// <summary>Declares an output that a node has produced under this name.</summary>
    public void Output(string output, params ReadOnlySpan<long> shape) => graph.Output.Add(Declare(output, shape));

    /// <summary>Weights stored in the file.</summary>
    public string Weights(ReadOnlySpan<float> values, params ReadOnlySpan<long> shape) => Stored(MemoryMarshal.AsBytes(values), SinglePrecision, shape);

    /// <summary>Signed bytes that stand for weights: w = q * scale of their output channel (the first dimension), zero at 0.</summary>
    public string Weights(ReadOnlySpan<sbyte> values, ReadOnlySpan<float> scales, params ReadOnlySpan<long> shape) =>
        PerChannel(Stored(MemoryMarshal.AsBytes(values), SignedByte, shape), scales);

    /// <summary>Integers that stand for a bias: b = q * scale of their channel, zero at 0.</summary>
    public string Bias(ReadOnlySpan<int> values, ReadOnlySpan<float> scales) =>
        PerChannel(Stored(MemoryMarshal.AsBytes(values), Integer, [values.Length]), scales);

    /// <summary>Rounds a picture to unsigned bytes and back: q = round(x / scale) + zero, cut to 0..255.</summary>
    public string Rounded(string x, float scale, byte zero)
    {
        string[] with = Steps(scale, zero);
        return Node("DequantizeLinear", [Node("QuantizeLinear", [x, .. with]), .. with]);
    }

    /// <summary>
    /// The rectifier of what <see cref="Rounded"/> gave, on the bytes themselves: no byte below the one that stands for 0. In single
    /// precision the runtime would turn the picture back and forth between bytes and numbers.
    /// </summary>
    public string ReluOfBytes(string rounded, float scale, byte zero)
    {
        var bytes = graph.Node.Single(n => n.Output.Contains(rounded)).Input[0];
        string[] with = Steps(scale, zero);
        return Node("DequantizeLinear", [Node("Clip", [bytes, with[1]]), .. with]);
    }

    /// <summary>A square convolution; <paramref name="bias"/> may be null.</summary>
    public string Convolution(string x, string weights, string? bias, int kernel, int stride, int groups)
    {
        string[] inputs = bias is null ? [x, weights] : [x, weights, bias];
        var pad = kernel / 2;
        return Node("Conv", inputs, Many("kernel_shape", kernel, kernel), Many("strides", stride, stride), Many("pads", pad, pad, pad, pad), One("group", groups));
    }

    /// <summary>Maximum under a square window.</summary>
    public string Maximum(string x, int kernel, int stride, int border) =>
        Node("MaxPool", [x], Many("kernel_shape", kernel, kernel), Many("strides", stride, stride), Many("pads", border, border, border, border));

    /// <summary>Height and width times <paramref name="scale"/>, values between pixels on a straight line.</summary>
    public string Resized(string x, float scale) =>
        Node("Resize", [x, "", Stored(MemoryMarshal.AsBytes<float>([1, 1, scale, scale]), SinglePrecision, [4])], Word("mode", "linear"), Word("coordinate_transformation_mode", "half_pixel"));

    public string Relu(string x) => Node("Relu", [x]);

    public string Add(string a, string b) => Node("Add", [a, b]);

    /// <summary>Mean over height and width: [n,c,h,w] to [n,c].</summary>
    public string SpatialMean(string x) => Flattened(Node("GlobalAveragePool", [x]));

    /// <summary>[n,c,h,w] to [n,c*h*w].</summary>
    public string Flattened(string x) => Node("Flatten", [x], One("axis", 1));

    /// <summary>x times the transpose of <paramref name="weights"/> [out,in], plus <paramref name="bias"/>.</summary>
    public string Dense(string x, string weights, string bias) => Node("Gemm", [x, weights, bias], One("transB", 1));

    /// <summary>x under a name of its own.</summary>
    public string Named(string x, string output) => Node("Identity", [x], output);

    /// <summary>Writes the model to a temporary file beside the target and renames it.</summary>
    public void Save(string path, string description)
    {
        var model = new ModelProto
        {
            IrVersion = IntermediateRepresentation,
            ProducerName = "FerCare.ModelLab",
            DocString = description,
            Graph = graph,
            OpsetImport = { new OperatorSetIdProto { Domain = "", Version = OperatorSet } },
        };
        File.WriteAllBytes(path, model.ToByteArray());
    }

    private string[] Steps(float scale, byte zero) => [Stored(MemoryMarshal.AsBytes<float>([scale]), SinglePrecision, []), Stored([zero], UnsignedByte, [])];

    private string PerChannel(string bytes, ReadOnlySpan<float> scales) =>
        Node("DequantizeLinear", [bytes, Stored(MemoryMarshal.AsBytes(scales), SinglePrecision, [scales.Length])], One("axis", 0));

    private string Stored(ReadOnlySpan<byte> values, int type, ReadOnlySpan<long> shape)
    {
        var tensor = new TensorProto { Name = $"w{graph.Initializer.Count}", DataType = type, RawData = ByteString.CopyFrom(values) };
        foreach (var dimension in shape) tensor.Dims.Add(dimension);
        graph.Initializer.Add(tensor);
        return tensor.Name;
    }

    private string Node(string type, IEnumerable<string> inputs, params ReadOnlySpan<AttributeProto> attributes) =>
        Node(type, inputs, $"t{graph.Node.Count}", attributes);

    private string Node(string type, IEnumerable<string> inputs, string output, params ReadOnlySpan<AttributeProto> attributes)
    {
        var node = new NodeProto { OpType = type, Name = $"{type.ToLowerInvariant()}{graph.Node.Count}", Output = { output } };
        node.Input.Add(inputs);
        foreach (var attribute in attributes) node.Attribute.Add(attribute);
        graph.Node.Add(node);
        return output;
    }

    private static AttributeProto One(string name, long value) => new() { Name = name, I = value, Type = AttributeProto.Types.AttributeType.Int };

    private static AttributeProto Word(string name, string value) => new() { Name = name, S = ByteString.CopyFromUtf8(value), Type = AttributeProto.Types.AttributeType.String };

    private static AttributeProto Many(string name, params long[] values) => new() { Name = name, Ints = { values }, Type = AttributeProto.Types.AttributeType.Ints };

    private static ValueInfoProto Declare(string name, ReadOnlySpan<long> shape)
    {
        var dimensions = new TensorShapeProto();
        foreach (var size in shape)
            dimensions.Dim.Add(size < 0 ? new TensorShapeProto.Types.Dimension { DimParam = "n" } : new TensorShapeProto.Types.Dimension { DimValue = size });
        return new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = SinglePrecision, Shape = dimensions } } };
    }
}
