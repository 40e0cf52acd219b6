using FerCare.ModelLab.Data;
using FerCare.ModelLab.Export;
using FerCare.ModelLab.Export.Onnx;
using FerCare.ModelLab.Networks;
using FerCare.ModelLab.Quantising;
using FerCare.ModelLab.Tests.Native;
using Google.Protobuf;
using static TorchSharp.torch;

namespace FerCare.ModelLab.Tests.Export;

/// <summary>Exported files that were damaged, or written by others: each is read, or refused in one line; never another error.</summary>
[FinalizersHeld]
public sealed class DamagedNetworksTests : IDisposable
{
    private const int Rounds = 1000;

    // ONNX's number for whole numbers of eight bytes, which the lab never writes.
    private const int LongInteger = 7;

    private static readonly NetworkPlan Plan = Small();

    private readonly TemporaryFolder folder = new();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_file_that_is_cut_or_changed_anywhere_is_a_network_or_one_line(bool inBytes)
    {
        var whole = Exported(inBytes);
        var random = new Random(5);
        var refused = 0;

        for (var round = 0; round < Rounds; round++)
            if (!IsRead(Damaged(whole, random))) refused++;

        IsRead(whole).ShouldBeTrue();
        refused.ShouldBeGreaterThan(Rounds / 10);
    }

    [Theory]
    [InlineData("missing")]
    [InlineData("cut by a byte")]
    [InlineData("empty")]
    [InlineData("of another type")]
    [InlineData("of another shape")]
    [InlineData("of thousands of dimensions")]
    public void Weights_that_are_missing_or_do_not_fit_are_refused_by_file(string harm)
    {
        foreach (var inBytes in (bool[])[false, true])
        {
            var whole = Exported(inBytes);
            var graph = ModelProto.Parser.ParseFrom(whole).Graph;
            var stored = graph.Initializer.Select(t => t.Name).ToHashSet();

            foreach (var name in ReadersOfWeights(graph).SelectMany(n => n.Input).Where(n => stored.Contains(n)))
                IsRead(Harmed(whole, name, harm)).ShouldBeFalse($"{name} is {harm}");
        }
    }

    [Fact]
    public void A_node_that_has_lost_its_inputs_is_refused_by_file()
    {
        foreach (var inBytes in (bool[])[false, true])
        {
            var whole = Exported(inBytes);
            foreach (var name in ReadersOfWeights(ModelProto.Parser.ParseFrom(whole).Graph).Select(n => n.Name))
            {
                var model = ModelProto.Parser.ParseFrom(whole);
                model.Graph.Node.Single(n => n.Name == name).Input.Clear();

                IsRead(model.ToByteArray()).ShouldBeFalse(name);
            }
        }
    }

    public void Dispose() => folder.Dispose();

    /// <summary>Whether the file could be read. Any error but the lab's own fails the test.</summary>
    private bool IsRead(byte[] bytes)
    {
        File.WriteAllBytes(folder.File("network.onnx"), bytes);
        try
        {
            using var network = OnnxImport.Read(folder.File("network.onnx"), Plan);
            return true;
        }
        catch (LabDataException refusal)
        {
            refusal.Message.ShouldContain("network.onnx");
            refusal.Message.Count(c => c is '\n' or '\r').ShouldBe(0, refusal.Message);
            refusal.Message.Length.ShouldBeLessThan(1000);
            return false;
        }
    }

    /// <summary>What reads weights of the file: layers, and what turns bytes into their weights.</summary>
    private static IEnumerable<NodeProto> ReadersOfWeights(GraphProto graph)
    {
        var stored = graph.Initializer.Select(t => t.Name).ToHashSet();
        return graph.Node.Where(n => n.OpType is "Conv" or "Gemm" || (n.OpType == "DequantizeLinear" && stored.Contains(n.Input[0])));
    }

    private static byte[] Harmed(byte[] whole, string name, string harm)
    {
        var model = ModelProto.Parser.ParseFrom(whole);
        var weights = model.Graph.Initializer.Single(t => t.Name == name);
        switch (harm)
        {
            case "missing": model.Graph.Initializer.Remove(weights); break;
            case "cut by a byte": weights.RawData = ByteString.CopyFrom(weights.RawData.Span[..^1]); break;
            case "empty": weights.RawData = ByteString.Empty; break;
            case "of another type": weights.DataType = LongInteger; break;
            case "of another shape": weights.Dims[0] += 1; break;
            default: weights.Dims.AddRange(Enumerable.Repeat(1L, 5000)); break;
        }

        return model.ToByteArray();
    }

    private static byte[] Damaged(byte[] whole, Random random)
    {
        var bytes = whole.ToList();
        for (var i = random.Next(1, 4); i > 0; i--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(5))
            {
                case 0: bytes[at] = (byte)random.Next(256); break;
                case 1: bytes[at] ^= (byte)(1 << random.Next(8)); break;
                case 2: bytes.Insert(at, (byte)random.Next(256)); break;
                case 3 when bytes.Count > 1: bytes.RemoveAt(at); break;
                default: bytes.RemoveRange(at + 1, bytes.Count - at - 1); break;
            }
        }

        return [.. bytes];
    }

    /// <summary>So small that damage anywhere often meets more than a weight.</summary>
    private static NetworkPlan Small()
    {
        var plan = new PlanBuilder();
        var x = plan.Rectified("stem", NetworkPlan.Faces, 8, 3, 2);
        return plan.WithHeads(plan.SpatialMean(plan.Separable("deep", x, 8, 12)), "small", "", FaceSet.Side);
    }

    private byte[] Exported(bool inBytes)
    {
        manual_seed(4);
        using var network = new PlannedNetwork(Plan);
        using var folded = Folding.Fold(network);
        var ranges = inBytes ? RangeSearch.Of(folded, SyntheticFaces.Of(7, seed: 2), [0, 1, 2, 3, 4, 5, 6]) : null;
        OnnxExport.Save(folded, folder.File("network.onnx"), "a-test", "a test", ranges);
        return File.ReadAllBytes(folder.File("network.onnx"));
    }
}
