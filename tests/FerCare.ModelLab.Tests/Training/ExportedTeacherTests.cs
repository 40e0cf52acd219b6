using FerCare.Affect;
using FerCare.ModelLab.Data;
using FerCare.ModelLab.Export;
using FerCare.ModelLab.Networks;
using FerCare.ModelLab.Tests.Native;
using FerCare.ModelLab.Training;
using FerCare.Vision.Classifying;

namespace FerCare.ModelLab.Tests.Training;

[FinalizersHeld]
public sealed class ExportedTeacherTests : IDisposable
{
    private const int Any = -1;

    private readonly TemporaryFolder folder = new();

    [Fact]
    public void A_network_without_a_manifest_may_teach()
    {
        using var teacher = new ExportedTeacher(Written());

        var (fer2013, ferPlus) = teacher.Answer(Pictures.Of(SyntheticFaces.Of(7, seed: 2), [0, 1]));

        fer2013.shape.ShouldBe([2, 7]);
        ferPlus.shape.ShouldBe([2, 7]);
    }

    [Theory]
    [InlineData(Any, 64, 7, 1, "found Float [n,1,64,64]")]
    [InlineData(1, 48, 7, 1, "found Float [1,1,48,48]")]
    [InlineData(Any, 48, 8, 1, "found Float [n,8]")]
    [InlineData(Any, 48, 7, 2, "one input, found 2")]
    public void A_teacher_that_takes_or_gives_something_else_is_refused_when_it_is_opened(int batch, int side, int width, int inputs, string said)
    {
        var file = Written(batch, side, width, inputs);

        var refusal = Should.Throw<LabDataException>(() => new ExportedTeacher(file)).Message;

        refusal.ShouldContain("teacher.onnx: expected");
        refusal.ShouldContain(said);
    }

    [Fact]
    public void A_teacher_whose_manifest_tells_of_other_labels_is_refused()
    {
        var manifest = Exported();
        (manifest with { Labels = [.. manifest.Labels.Reverse()] }).Write(folder.File("teacher.json"));

        Should.Throw<LabDataException>(() => new ExportedTeacher(folder.File("teacher.onnx"))).Message.ShouldContain("other labels (expected angry");
    }

    [Fact]
    public void A_teacher_whose_manifest_tells_of_other_pixels_is_refused()
    {
        var manifest = Exported();
        (manifest with { Input = manifest.Input with { Scale = 1 / 255f, Offset = 0 } }).Write(folder.File("teacher.json"));

        Should.Throw<LabDataException>(() => new ExportedTeacher(folder.File("teacher.onnx"))).Message.ShouldContain("teacher.json: expected pixels times");
    }

    public void Dispose() => folder.Dispose();

    /// <summary>teacher.onnx as 'export' writes it, and what teacher.json tells of it.</summary>
    private ModelManifest Exported()
    {
        var plan = new PlanBuilder();
        var x = plan.SpatialMean(plan.Rectified("stem", NetworkPlan.Faces, 8, 3, 2));
        using var network = new PlannedNetwork(plan.WithHeads(x, "small", "", FaceSet.Side));
        network.eval();
        OnnxExport.Save(network, folder.File("teacher.onnx"), "a-teacher", "a test");
        using (new ExportedTeacher(folder.File("teacher.onnx"))) return ModelManifest.Read(folder.File("teacher.json"));
    }

    /// <summary>A network that nobody's export wrote: both heads straight from the sum of its inputs.</summary>
    private string Written(int batch = Any, int side = FaceSet.Side, int width = Emotions.Count, int inputs = 1)
    {
        var graph = new OnnxGraph("by-hand");
        var x = graph.Input(NetworkPlan.Faces, batch, 1, side, side);
        for (var i = 1; i < inputs; i++) x = graph.Add(x, graph.Input($"more{i}", batch, 1, side, side));
        x = graph.Flattened(x);
        foreach (var head in (string[])[NetworkPlan.Fer2013, NetworkPlan.FerPlus])
        {
            var weights = graph.Weights(new float[width * side * side], width, side * side);
            graph.Named(graph.Dense(x, weights, graph.Weights(new float[width], width)), head);
            graph.Output(head, batch, width);
        }

        var file = folder.File("teacher.onnx");
        graph.Save(file, "a test");
        return file;
    }
}
