using System.CommandLine;
using System.Text.Json;
using FerCare.ModelLab.Data;
using FerCare.ModelLab.EarlyMethods;
using FerCare.ModelLab.Verbs;
using FerCare.Vision.Classifying;

namespace FerCare.ModelLab.Tests.Evaluation;

public sealed class EvaluateVerbTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly string model;

    public EvaluateVerbTests()
    {
        foreach (var name in (string[])["emotion.json", "emotion.onnx"]) File.Copy(Repository.At("models", name), folder.File(name));
        model = folder.File("emotion.onnx");
        IdxWriting.WritePart(folder.Path, "validation", SyntheticFaces.Of(21, seed: 1));
        IdxWriting.WritePart(folder.Path, "train", SyntheticFaces.Of(280, seed: 2));
    }

    [Fact]
    public async Task Figures_of_both_heads_are_written_as_JSON_and_Markdown()
    {
        await Evaluate("--model", model, "--data", folder.Path, "--json", folder.File("figures.json"), "--markdown", folder.File("figures.md"));

        using var json = JsonDocument.Parse(File.ReadAllBytes(folder.File("figures.json")));
        foreach (var head in (string[])["fer2013", "ferplus"])
        {
            var figures = json.RootElement.GetProperty(head);
            figures.GetProperty("n").GetInt32().ShouldBe(21);
            figures.GetProperty("classes").GetArrayLength().ShouldBe(7);
            figures.GetProperty("confusion").EnumerateArray().Sum(row => row.EnumerateArray().Sum(c => c.GetInt32())).ShouldBe(21);
            figures.GetProperty("calibration").GetProperty("bins").GetInt32().ShouldBe(15);
        }

        File.ReadAllText(folder.File("figures.md")).ShouldContain("| FER+ majority | 21 |");
        Directory.GetFiles(folder.Path, "*.partial").ShouldBeEmpty();
    }

    [Fact]
    public async Task JSON_on_the_console_stands_alone()
    {
        using var json = JsonDocument.Parse(await Evaluate("--model", model, "--data", folder.Path, "--json"));

        json.RootElement.GetProperty("fer2013").GetProperty("n").GetInt32().ShouldBe(21);
    }

    [Fact]
    public async Task Single_files_give_the_same_figures_as_their_folder()
    {
        await Evaluate("--model", model, "--data", folder.Path, "--part", "validation", "--json", folder.File("a.json"));
        await Evaluate("--model", model, "--images", folder.File("validation-images-idx3-ubyte.gz"), "--labels", folder.File("validation-labels-idx1-ubyte.gz"),
            "--votes", folder.File("validation-votes-idx2-ubyte.gz"), "--json", folder.File("b.json"));

        using JsonDocument a = JsonDocument.Parse(File.ReadAllBytes(folder.File("a.json"))), b = JsonDocument.Parse(File.ReadAllBytes(folder.File("b.json")));
        b.RootElement.GetProperty("ferplus").GetRawText().ShouldBe(a.RootElement.GetProperty("ferplus").GetRawText());
    }

    [Fact]
    public async Task Without_votes_the_FER_plus_figures_are_null_and_its_temperature_stays()
    {
        foreach (var votes in Directory.GetFiles(folder.Path, "*votes*")) File.Delete(votes);
        var before = ModelManifest.Read(folder.File("emotion.json")).Temperature;

        var printed = await Evaluate("--model", model, "--data", folder.Path, "--fit-temperature", folder.Path, "--json", folder.File("figures.json"), "--markdown", folder.File("figures.md"), "--png", folder.File("figures.png"));

        using var json = JsonDocument.Parse(File.ReadAllBytes(folder.File("figures.json")));
        json.RootElement.GetProperty("ferplus").ValueKind.ShouldBe(JsonValueKind.Null);
        printed.ShouldContain("FER+ majority: the set has no votes");
        File.ReadAllBytes(folder.File("figures.png"))[1..4].ShouldBe("PNG"u8.ToArray());
        var manifest = ModelManifest.Read(folder.File("emotion.json"));
        manifest.Temperature.ShouldBe(before);
        manifest.Fer2013Temperature.ShouldNotBe(1);
    }

    [Fact]
    public async Task Fitted_temperatures_of_both_heads_stand_in_the_manifest()
    {
        ModelManifest.Read(folder.File("emotion.json")).Fer2013Temperature.ShouldBe(ModelManifest.Read(Repository.At("models", "emotion.json")).Fer2013Temperature);

        var printed = await Evaluate("--model", model, "--fit-temperature", folder.Path);

        printed.ShouldContain("held-out part of train, FER+ majority: n ");
        var manifest = ModelManifest.Read(folder.File("emotion.json"));
        manifest.Temperature.ShouldNotBe(1);
        manifest.Fer2013Temperature.ShouldNotBe(1);
        manifest.Fer2013Temperature.ShouldNotBe(manifest.Temperature);
    }

    [Fact]
    public async Task A_network_compared_with_itself_differs_by_nothing()
    {
        await Evaluate("--model", model, "--data", folder.Path, "--compare", folder.File("emotion.json"), "--mirror", "--json", folder.File("figures.json"));

        using var json = JsonDocument.Parse(File.ReadAllBytes(folder.File("figures.json")));
        json.RootElement.GetProperty("comparison").GetProperty("ferplus").GetProperty("difference").GetDouble().ShouldBe(0);
        json.RootElement.GetProperty("mirror").GetProperty("milliseconds_with").GetDouble().ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task Stored_neighbours_are_measured_and_compared_like_networks_but_keep_their_temperatures()
    {
        NearestNeighbours.Train(SyntheticFaces.Of(140, seed: 2), null, new NearestNeighbourOptions { Neighbours = [3] }).Save(folder.File("faces.knn"));

        await Evaluate("--model", folder.File("faces.knn"), "--data", folder.Path, "--compare", model, "--json", folder.File("figures.json"));

        using var json = JsonDocument.Parse(File.ReadAllBytes(folder.File("figures.json")));
        json.RootElement.GetProperty("model").GetString().ShouldBe("knn-hog-3");
        json.RootElement.GetProperty("fer2013").GetProperty("accuracy").GetDouble().ShouldBe(1);
        json.RootElement.GetProperty("comparison").GetProperty("fer2013").GetProperty("only_this_right").GetInt32().ShouldBeGreaterThan(10);
        (await Should.ThrowAsync<ArgumentException>(() => Evaluate("--model", folder.File("faces.knn"), "--fit-temperature", folder.Path))).Message.ShouldContain("found stored neighbours");
    }

    [Fact]
    public async Task Without_faces_or_with_half_of_their_files_it_says_what_is_expected()
    {
        (await Should.ThrowAsync<ArgumentException>(() => Evaluate("--model", model))).Message.ShouldContain("Expected faces to measure on");
        (await Should.ThrowAsync<ArgumentException>(() => Evaluate("--model", model, "--images", "a"))).Message.ShouldContain("together");
        (await Should.ThrowAsync<ArgumentException>(() => Evaluate("--model", model, "--images", "a", "--data", "b"))).Message.ShouldContain("found both");
        (await Should.ThrowAsync<ArgumentException>(() => Evaluate("--model", model, "--images", "a", "--labels", "b", "--part", "test"))).Message.ShouldContain("--part: expected --data with it");
        (await Should.ThrowAsync<ArgumentException>(() => Evaluate("--model", model, "--fit-temperature", folder.Path, "--markdown", folder.File("figures.md")))).Message.ShouldContain("--markdown: expected faces to measure on");
    }

    [Theory]
    [InlineData("--data", "nowhere")]
    [InlineData("--compare", "nowhere.json")]
    [InlineData("--json", "nowhere/figures.json")]
    [InlineData("--png", "nowhere/figures.png")]
    public async Task Temperatures_are_not_written_where_anything_else_is_refused(string option, string place)
    {
        var before = File.ReadAllBytes(folder.File("emotion.json"));
        string[] faces = option == "--data" ? [] : ["--data", folder.Path];

        var refusal = await Should.ThrowAsync<Exception>(() => Evaluate(["--model", model, "--fit-temperature", folder.Path, .. faces, option, folder.File(place)]));

        refusal.Message.ShouldContain(folder.File(place));
        File.ReadAllBytes(folder.File("emotion.json")).ShouldBe(before);
    }

    [Fact]
    public async Task A_folder_that_is_not_there_leaves_no_half_of_a_file()
    {
        var refusal = await Should.ThrowAsync<LabDataException>(() => Evaluate("--model", model, "--data", folder.Path, "--json", folder.File("nowhere/figures.json")));

        refusal.Message.ShouldContain("nowhere/figures.json: cannot be written");
    }

    private static async Task<string> Evaluate(params string[] arguments)
    {
        using var console = new StringWriter();
        await EvaluateVerb.Create().Parse(arguments).InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, Output = console });
        return console.ToString();
    }

    public void Dispose() => folder.Dispose();
}
