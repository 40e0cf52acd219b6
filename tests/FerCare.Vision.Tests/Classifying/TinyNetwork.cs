using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace FerCare.Vision.Tests.Classifying;

/// <summary>
/// A network of one layer, written as ONNX by hand (protocol buffers, onnx.proto3): its logits depend on the mean of the
/// input alone. Bright faces read as happy, dark ones as sad in the head "ferplus" and as angry in the head "fer2013".
/// </summary>
internal static class TinyNetwork
{
    public const int Side = 48;

    /// <summary>Writes NAME.onnx and NAME.json into a folder; gives the manifest's path.</summary>
    public static string Write(string folder, Func<string, string>? alterManifest = null, int side = Side, int classes = 7, string name = "tiny")
    {
        var network = Build(side, classes);
        File.WriteAllBytes(Path.Combine(folder, name + ".onnx"), network);
        var manifest = $$"""
            {"name":"{{name}}","file":"{{name}}.onnx","sha256":"{{Convert.ToHexStringLower(SHA256.HashData(network))}}",
             "input":{"name":"faces","size":48,"scale":0.00784313725,"offset":-1},"heads":["fer2013","ferplus"],"served":"ferplus",
             "labels":["angry","disgust","fear","happy","sad","surprise","neutral"],"temperature":1.0,"origin":"written by a test"}
            """;
        var path = Path.Combine(folder, name + ".json");
        File.WriteAllText(path, alterManifest?.Invoke(manifest) ?? manifest);
        return path;
    }

    private static byte[] Build(int side, int classes)
    {
        byte[] graph =
        [
            .. Node("Flatten", ["faces"], ["flat"]),
            .. Node("MatMul", ["flat", "weights-plus"], ["ferplus"]),
            .. Node("MatMul", ["flat", "weights-fer"], ["fer2013"]),
            .. Text(2, "tiny"),
            .. Weights("weights-plus", side * side, classes, bright: 3, dark: 4),
            .. Weights("weights-fer", side * side, classes, bright: 3, dark: 0),
            .. Message(11, TensorInfo("faces", [-1, 1, side, side])),
            .. Message(12, TensorInfo("fer2013", [-1, classes])),
            .. Message(12, TensorInfo("ferplus", [-1, classes])),
        ];
        return [.. Number(1, 8), .. Message(7, graph), .. Message(8, Number(2, 13))];
    }

    private static byte[] Node(string operation, string[] inputs, string[] outputs) =>
        Message(1, [.. inputs.SelectMany(i => Text(1, i)), .. outputs.SelectMany(o => Text(2, o)), .. Text(4, operation)]);

    private static byte[] Weights(string name, int rows, int columns, int bright, int dark)
    {
        var values = new float[rows * columns];
        for (var row = 0; row < rows; row++) (values[row * columns + bright], values[row * columns + dark]) = (4f / rows, -4f / rows);
        return Message(5, [.. Number(1, rows), .. Number(1, columns), .. Number(2, 1), .. Text(8, name), .. Message(9, MemoryMarshal.AsBytes<float>(values).ToArray())]);
    }

    private static byte[] TensorInfo(string name, int[] shape)
    {
        var dimensions = shape.SelectMany(d => Message(1, d < 0 ? Text(2, "n") : Number(1, d)));
        return [.. Text(1, name), .. Message(2, Message(1, [.. Number(1, 1), .. Message(2, [.. dimensions])]))];
    }

    private static byte[] Number(int field, long value) => [.. Varint(field << 3), .. Varint(value)];

    private static byte[] Text(int field, string text) => Message(field, Encoding.UTF8.GetBytes(text));

    private static byte[] Message(int field, byte[] content) => [.. Varint((field << 3) | 2), .. Varint(content.Length), .. content];

    private static IEnumerable<byte> Varint(long value)
    {
        for (; value > 0x7f; value >>= 7) yield return (byte)(value | 0x80);
        yield return (byte)value;
    }
}
