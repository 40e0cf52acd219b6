using System.Runtime.InteropServices;
using FerCare.ModelLab.Export.Onnx;
using Google.Protobuf;

namespace FerCare.ModelLab.Export;

/// <summary>Builds an ONNX graph of single-precision tensors node by node; every method returns the name of the node's output.</summary>
public sealed class OnnxGraph(string name)
{
    private const int SinglePrecision = 1;
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
    public string Weights(ReadOnlySpan<float> values, params ReadOnlySpan<long> shape)
    {
        var tensor = new TensorProto
        {
            Name = $"w{graph.Initializer.Count}",
            DataType = SinglePrecision,
            RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes(values)),
        };
        foreach (var dimension in shape) tensor.Dims.Add(dimension);
        graph.Initializer.Add(tensor);
        return tensor.Name;
    }

    /// <summary>A square convolution; <paramref name="bias"/> may be null.</summary>
    public string Convolution(string x, string weights, string? bias, int kernel, int stride, int groups)
    {
        string[] inputs = bias is null ? [x, weights] : [x, weights, bias];
        var pad = kernel / 2;
        return Node("Conv", inputs, Many("kernel_shape", kernel, kernel), Many("strides", stride, stride), Many("pads", pad, pad, pad, pad), One("group", groups));
    }

    /// <summary>Maximum over 3x3 with stride 2 and a border of one.</summary>
    public string HalvingMaximum(string x) => Node("MaxPool", [x], Many("kernel_shape", 3, 3), Many("strides", 2, 2), Many("pads", 1, 1, 1, 1));

    public string Relu(string x) => Node("Relu", [x]);

    public string Add(string a, string b) => Node("Add", [a, b]);

    /// <summary>Mean over height and width: [n,c,h,w] to [n,c].</summary>
    public string SpatialMean(string x) => Node("Flatten", [Node("GlobalAveragePool", [x])], One("axis", 1));

    /// <summary>x times the transpose of <paramref name="weights"/> [out,in], plus <paramref name="bias"/>, under a name of its own.</summary>
    public string Linear(string x, string weights, string bias, string output) => Node("Gemm", [x, weights, bias], output, One("transB", 1));

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
        var temporary = path + ".partial";
        File.WriteAllBytes(temporary, model.ToByteArray());
        File.Move(temporary, path, overwrite: true);
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

    private static AttributeProto Many(string name, params long[] values) => new() { Name = name, Ints = { values }, Type = AttributeProto.Types.AttributeType.Ints };

    private static ValueInfoProto Declare(string name, ReadOnlySpan<long> shape)
    {
        var dimensions = new TensorShapeProto();
        foreach (var size in shape)
            dimensions.Dim.Add(size < 0 ? new TensorShapeProto.Types.Dimension { DimParam = "n" } : new TensorShapeProto.Types.Dimension { DimValue = size });
        return new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = SinglePrecision, Shape = dimensions } } };
    }
}
