using FerCare.Affect;
using FerCare.Vision.Classifying;

namespace FerCare.Vision.Tests.Classifying;

public sealed class EmotionClassifierTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("fercare-models-").FullName;

    [Fact]
    public void The_served_head_is_read_with_the_training_normalisation()
    {
        using var classifier = EmotionClassifier.Load(TinyNetwork.Write(folder));
        // White is +1 after normalisation: logits +4 for happy and -4 for sad, 0 for the other five.
        var expected = Math.Exp(4) / (Math.Exp(4) + Math.Exp(-4) + 5);
        ((double)classifier.Classify(Face(255))[Emotion.Happy]).ShouldBe(expected, 1e-4);
        ((double)classifier.Classify(Face(0))[Emotion.Sad]).ShouldBe(expected, 1e-4);
    }

    [Fact]
    public void The_temperature_softens_the_probabilities()
    {
        using var sharp = EmotionClassifier.Load(TinyNetwork.Write(folder));
        using var soft = EmotionClassifier.Load(TinyNetwork.Write(folder, m => m.Replace("\"temperature\":1.0", "\"temperature\":2.0"), name: "soft"));
        ((double)soft.Classify(Face(255))[Emotion.Happy]).ShouldBe(Math.Exp(2) / (Math.Exp(2) + Math.Exp(-2) + 5), 1e-4);
        soft.Classify(Face(255)).Top.ShouldBe(sharp.Classify(Face(255)).Top);
    }

    [Fact]
    public void Many_faces_and_both_heads_can_be_asked()
    {
        using var classifier = EmotionClassifier.Load(TinyNetwork.Write(folder));
        var logits = new float[14];
        classifier.Logits([.. Face(255), .. Face(0)], "fer2013", logits);
        ((double)logits[(int)Emotion.Happy]).ShouldBe(4, 0.01);
        ((double)logits[7 + (int)Emotion.Angry]).ShouldBe(4, 0.01);
        classifier.Logits([.. Face(255), .. Face(0)])[0].ShouldBe(logits);
        classifier.Logits(Face(0), "fer2013", logits.AsSpan(0, 7));
        ((double)logits[(int)Emotion.Angry]).ShouldBe(4, 0.01);
        Should.Throw<ArgumentException>(() => classifier.Logits(Face(0), "third", new float[7])).Message.ShouldContain("third");
        Should.Throw<ArgumentException>(() => classifier.Logits(new byte[100], "ferplus", new float[7])).Message.ShouldContain("100");
        Should.Throw<ArgumentException>(() => classifier.Logits(Face(0), "ferplus", new float[6])).Message.ShouldContain("6");
    }

    [Theory]
    [InlineData("\"angry\",\"disgust\"", "\"disgust\",\"angry\"", "labels")]
    [InlineData("\"size\":48", "\"size\":64", "size")]
    [InlineData("\"served\":\"ferplus\"", "\"served\":\"other\"", "head")]
    [InlineData("\"heads\":[\"fer2013\",\"ferplus\"]", "\"heads\":[\"fer2013\",\"ferplus\",\"third\"]", "third")]
    [InlineData("\"temperature\":1.0", "\"temperature\":0", "temperature")]
    [InlineData("\"name\":\"faces\"", "\"name\":\"images\"", "images")]
    [InlineData("\"scale\":0.00784313725", "\"scale\":0", "normalisation")]
    [InlineData("\"file\":\"tiny.onnx\"", "\"file\":\"../tiny.onnx\"", "outside")]
    [InlineData("\"file\":\"tiny.onnx\"", "\"file\":\"gone.onnx\"", "gone.onnx")]
    [InlineData("\"origin\"", "\"source\"", "manifest")]
    [InlineData("{\"name\"", "{name", "manifest")]
    public void A_manifest_that_does_not_match_is_refused_in_one_line(string from, string to, string named)
    {
        var path = TinyNetwork.Write(folder, manifest => manifest.Replace(from, to));
        var problem = Should.Throw<MissingModelException>(() => EmotionClassifier.Load(path).Dispose());
        problem.Message.ShouldContain(named);
        problem.Message.ShouldContain(folder);
        problem.Message.ShouldNotContain("\n");
    }

    [Fact]
    public void An_altered_network_is_refused()
    {
        var path = TinyNetwork.Write(folder);
        var network = Path.Combine(folder, "tiny.onnx");
        var bytes = File.ReadAllBytes(network);
        bytes[^1] ^= 1;
        File.WriteAllBytes(network, bytes);
        Should.Throw<MissingModelException>(() => EmotionClassifier.Load(path).Dispose()).Message.ShouldContain("altered");
    }

    [Fact]
    public void A_network_of_another_shape_is_refused()
    {
        Should.Throw<MissingModelException>(() => EmotionClassifier.Load(TinyNetwork.Write(folder, side: 64)).Dispose()).Message.ShouldContain("64");
        Should.Throw<MissingModelException>(() => EmotionClassifier.Load(TinyNetwork.Write(folder, classes: 8)).Dispose()).Message.ShouldContain("8");
    }

    [Fact]
    public void A_missing_manifest_is_named_with_the_way_to_get_it()
    {
        var problem = Should.Throw<MissingModelException>(() => EmotionClassifier.Load(Path.Combine(folder, "emotion.json")).Dispose());
        problem.Message.ShouldContain(Path.Combine(folder, "emotion.json"));
        problem.Message.ShouldContain("git checkout");
    }

    [Fact]
    public void A_missing_or_altered_landmark_file_stops_the_start()
    {
        var altered = Path.Combine(folder, "landmarks.dat");
        File.WriteAllText(altered, "altered");
        Should.Throw<MissingModelException>(() => VisionModels.Load(new VisionModelPaths(altered, TinyNetwork.Write(folder))).Dispose()).Message.ShouldContain("altered");
        var missing = Should.Throw<MissingModelException>(() => VisionModels.Load(new VisionModelPaths(Path.Combine(folder, "gone.dat"), TinyNetwork.Write(folder))).Dispose());
        missing.Message.ShouldContain("gone.dat");
        missing.Message.ShouldContain("apt-get install libdlib-data");
    }

    [Fact]
    public void The_committed_network_matches_its_manifest()
    {
        using var classifier = EmotionClassifier.Load(VisionModelPaths.Default().EmotionManifest);
        classifier.Manifest.Served.ShouldBe("ferplus");
        classifier.Manifest.Version.ShouldStartWith(classifier.Manifest.Name);
        ((double)classifier.Classify(Face(128)).InClassOrder.ToArray().Sum()).ShouldBe(1, 1e-3);
    }

    [Fact]
    public async Task Several_threads_may_ask_at_once()
    {
        using var classifier = EmotionClassifier.Load(TinyNetwork.Write(folder));
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => Task.Run(() =>
            Enumerable.Range(0, 50).Select(_ => classifier.Classify(Face((byte)(i % 2 == 0 ? 255 : 0))).Top).Distinct().Single())));
        answers.ShouldBe([Emotion.Happy, Emotion.Sad, Emotion.Happy, Emotion.Sad]);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static byte[] Face(byte grey) => [.. Enumerable.Repeat(grey, TinyNetwork.Side * TinyNetwork.Side)];
}
