using System.Security.Cryptography;
using FerCare.Affect;
using FerCare.Vision.Classifying;

namespace FerCare.Vision.Tests.Classifying;

public sealed class CompiledNetworkTests : IDisposable
{
    private static readonly string Served = VisionModelPaths.Default().EmotionManifest;
    private readonly string folder = Directory.CreateTempSubdirectory("fercare-compiled-").FullName;

    private string Kept => Path.Combine(folder, "compiled");

    [Fact]
    public void The_first_load_compiles_and_the_next_uses_what_was_kept()
    {
        string file;
        using (var first = EmotionClassifier.Load(Served, Kept))
        {
            (first.Graph.Compilation, first.Graph.Problem).ShouldBe((GraphCompilation.AheadOfTime, null));
            file = first.Graph.File.ShouldNotBeNull();
        }

        Directory.GetFiles(Kept).ShouldBe([file]);
        var written = File.GetLastWriteTimeUtc(file);
        using var second = EmotionClassifier.Load(Served, Kept);
        second.Graph.ShouldBe(new GraphInUse(GraphCompilation.AheadOfTime, file));
        File.GetLastWriteTimeUtc(file).ShouldBe(written);
        Directory.GetFiles(Kept).ShouldBe([file]);
    }

    [Fact]
    public void The_file_name_tells_network_key_and_its_own_hash()
    {
        using var network = EmotionClassifier.Load(Served, Kept);
        var file = network.Graph.File.ShouldNotBeNull();
        var hash = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)));
        Path.GetFileName(file).ShouldBe($"{network.Manifest.Name}-{CompilationTarget.ThisMachine.KeyFor(network.Manifest)}-{hash}.onnx");
    }

    [Fact]
    public void All_forms_of_the_served_network_answer_alike_on_both_heads()
    {
        using var written = EmotionClassifier.Load(Served, GraphCompilation.None);
        using var optimised = EmotionClassifier.Load(Served);
        using var compiled = EmotionClassifier.Load(Served, Kept);
        (written.Graph.Compilation, optimised.Graph.Compilation, compiled.Graph.Compilation).ShouldBe((GraphCompilation.None, GraphCompilation.InMemory, GraphCompilation.AheadOfTime));
        foreach (var face in Faces(20))
        {
            foreach (var head in written.Manifest.Heads)
            {
                var expected = Probabilities(written, face, head);
                foreach (var emotion in Emotions.All)
                {
                    ((double)Probabilities(optimised, face, head)[emotion]).ShouldBe(expected[emotion], 0.05);
                    ((double)Probabilities(compiled, face, head)[emotion]).ShouldBe(expected[emotion], 0.05);
                }
            }
        }
    }

    [Fact]
    public void The_version_that_findings_cite_is_that_of_the_portable_network()
    {
        using var portable = EmotionClassifier.Load(Served);
        using var compiled = EmotionClassifier.Load(Served, Kept);
        compiled.Manifest.Version.ShouldBe(portable.Manifest.Version);
    }

    [Fact]
    public void Another_processor_runtime_or_network_has_another_key()
    {
        var manifest = ModelManifest.Read(Served);
        var here = CompilationTarget.ThisMachine;
        string[] keys =
        [
            here.KeyFor(manifest),
            (here with { Processor = "another" }).KeyFor(manifest),
            (here with { Instructions = "sse4.1 avx" }).KeyFor(manifest),
            (here with { Runtime = "0.0.1" }).KeyFor(manifest),
            here.KeyFor(manifest with { Sha256 = new string('0', 64) }),
        ];
        keys.ShouldBeUnique();
        here.KeyFor(manifest).ShouldBe(keys[0]);
    }

    [Theory]
    [InlineData("sse4.1 avx avx2 fma", true)]
    [InlineData("sse4.1 avx avx2 fma avx512f avx512-core", true)]
    [InlineData("sse4.1 avx avx2 fma avx512f avx512-core avx512-vnni", false)]
    [InlineData("sse4.1 avx avx2 fma avx-vnni", false)]
    [InlineData("neon dot-product", false)]
    public void Byte_products_overflow_only_on_x64_without_vnni(string instructions, bool overflow) =>
        new CompilationTarget("any", instructions, "any").ByteProductsOverflow.ShouldBe(overflow);

    [Fact]
    public void A_damaged_file_is_told_and_replaced()
    {
        var manifest = TinyNetwork.Write(folder);
        var file = Compile(manifest);
        var whole = File.ReadAllBytes(file);
        File.WriteAllBytes(file, whole[..(whole.Length / 2)]);

        using var network = EmotionClassifier.Load(manifest, Kept);

        network.Graph.Compilation.ShouldBe(GraphCompilation.AheadOfTime);
        network.Graph.Problem.ShouldNotBeNull().ShouldContain(file);
        network.Graph.Problem.ShouldContain("damaged");
        network.Graph.Problem.ShouldNotContain("\n");
        network.Classify(Grey(255)).Top.ShouldBe(Emotion.Happy);
        using var next = EmotionClassifier.Load(manifest, Kept);
        next.Graph.Problem.ShouldBeNull();
    }

    [Fact]
    public void A_graph_that_answers_otherwise_is_told_and_replaced()
    {
        var manifest = TinyNetwork.Write(folder);
        var other = EmotionClassifier.Load(Served, Path.Combine(folder, "other"));
        var foreign = File.ReadAllBytes(other.Graph.File!);
        other.Dispose();
        var file = Compile(manifest);
        File.Delete(file);
        var planted = file[..^69] + Convert.ToHexStringLower(SHA256.HashData(foreign)) + ".onnx";
        File.WriteAllBytes(planted, foreign);

        using var network = EmotionClassifier.Load(manifest, Kept);

        network.Graph.ShouldBe(new GraphInUse(GraphCompilation.AheadOfTime, file, network.Graph.Problem));
        network.Graph.Problem.ShouldNotBeNull().ShouldContain("otherwise");
        network.Classify(Grey(255)).Top.ShouldBe(Emotion.Happy);
        File.Exists(planted).ShouldBeFalse();
    }

    [Fact]
    public void A_file_that_is_no_network_is_told_and_replaced()
    {
        var manifest = TinyNetwork.Write(folder);
        var file = Compile(manifest);
        File.Delete(file);
        var nonsense = "no network"u8.ToArray();
        File.WriteAllBytes(file[..^69] + Convert.ToHexStringLower(SHA256.HashData(nonsense)) + ".onnx", nonsense);

        using var network = EmotionClassifier.Load(manifest, Kept);

        network.Graph.File.ShouldBe(file);
        network.Graph.Problem.ShouldNotBeNull().ShouldContain("cannot be run");
        network.Classify(Grey(255)).Top.ShouldBe(Emotion.Happy);
    }

    [Fact]
    public void Where_nothing_can_be_written_the_portable_graph_is_used()
    {
        var manifest = TinyNetwork.Write(folder);
        File.WriteAllText(Kept, "a file where the folder should be");

        using var network = EmotionClassifier.Load(manifest, Kept);

        (network.Graph.Compilation, network.Graph.File).ShouldBe((GraphCompilation.InMemory, null));
        network.Graph.Problem.ShouldNotBeNull().ShouldContain(Kept);
        network.Graph.Problem.ShouldNotContain("\n");
        network.Classify(Grey(255)).Top.ShouldBe(Emotion.Happy);
    }

    [Fact]
    public async Task Programs_that_start_together_all_run_a_compiled_graph_and_leave_no_rest()
    {
        var manifest = TinyNetwork.Write(folder);
        var networks = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => EmotionClassifier.Load(manifest, Kept))));
        foreach (var network in networks)
        {
            (network.Graph.Compilation, network.Graph.Problem).ShouldBe((GraphCompilation.AheadOfTime, null));
            network.Classify(Grey(255)).Top.ShouldBe(Emotion.Happy);
            network.Dispose();
        }

        Directory.GetFiles(Kept).ShouldAllBe(name => name.EndsWith(".onnx"));
    }

    [Fact]
    public void A_network_that_is_not_its_manifests_stops_the_start_before_anything_is_written()
    {
        var manifest = TinyNetwork.Write(folder, text => text.Replace("\"heads\":[\"fer2013\",\"ferplus\"]", "\"heads\":[\"fer2013\",\"ferplus\",\"third\"]"));
        Should.Throw<MissingModelException>(() => EmotionClassifier.Load(manifest, Kept).Dispose()).Message.ShouldContain("third");
        Directory.Exists(Kept).ShouldBeFalse();
    }

    [Fact]
    public void Compiling_ahead_of_time_needs_a_folder() =>
        Should.Throw<ArgumentNullException>(() => EmotionClassifier.Load(TinyNetwork.Write(folder), GraphCompilation.AheadOfTime).Dispose());

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private string Compile(string manifest)
    {
        using var network = EmotionClassifier.Load(manifest, Kept);
        return network.Graph.File.ShouldNotBeNull();
    }

    private static byte[] Grey(byte grey) => [.. Enumerable.Repeat(grey, TinyNetwork.Side * TinyNetwork.Side)];

    private static IEnumerable<byte[]> Faces(int count)
    {
        var random = new Random(7);
        for (var i = 0; i < count; i++)
        {
            var face = new byte[TinyNetwork.Side * TinyNetwork.Side];
            random.NextBytes(face);
            yield return face;
        }
    }

    private static EmotionProbabilities Probabilities(EmotionClassifier network, byte[] face, string head)
    {
        var logits = new float[Emotions.Count];
        network.Logits(face, head, logits);
        return EmotionProbabilities.FromLogits(logits);
    }
}
