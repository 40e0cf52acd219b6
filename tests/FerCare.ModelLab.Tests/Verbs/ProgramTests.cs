namespace FerCare.ModelLab.Tests.Verbs;

/// <summary>The lab as a person runs it on what it cannot work with: a process of its own, with its exit code and what it says.</summary>
public sealed class ProgramTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public ProgramTests()
    {
        Directory.CreateDirectory(folder.File("faces"));
        IdxWriting.WritePart(folder.File("faces"), "validation", SyntheticFaces.Of(7, seed: 1));
        Directory.CreateDirectory(folder.File("torn"));
        IdxWriting.WritePart(folder.File("torn"), "validation", SyntheticFaces.Of(7, seed: 1));
        // Found before the packed file of that name.
        IdxWriting.Write(folder.File("torn/validation-images-idx3-ubyte"), [7, 48, 48], new byte[100]);
        File.WriteAllText(folder.File("other.json"), File.ReadAllText(Repository.At("models", "emotion.json")).Replace("\"angry\"", "\"bored\"", StringComparison.Ordinal));
        Directory.CreateDirectory(folder.File("run"));
    }

    // Each takes a start of the program: one of every kind, no more. * stands for the folder.
    [Theory]
    [InlineData("train --network squeezenet --data */faces --checkpoints */made", "--network", "squeezenet")]
    [InlineData("train --dropout 2 --data */faces --checkpoints */made", "--dropout", "expected 0 to under 1, found 2")]
    [InlineData("evaluate --model */other.onnx --data */nowhere --json */made.json", "nowhere", "expected a data folder or fer2013.csv, found nothing")]
    [InlineData("evaluate --model */other.onnx --data */torn --json */made.json", "validation-images-idx3-ubyte", "expected 16128 values after the header, found 100")]
    [InlineData("evaluate --model */other.onnx --data */faces --json */made.json", "other.json", "bored")]
    [InlineData("export --checkpoints */run --model */made.onnx", "run", "expected a checkpoint folder")]
    public async Task What_cannot_be_worked_with_is_named_in_one_line_with_status_2_and_nothing_is_written(string command, string named, string told)
    {
        var before = Files();

        var (code, said, wrong) = await LabProcess.RunAsync(command.Replace("*", folder.Path, StringComparison.Ordinal).Split(' '));

        code.ShouldBe(2, wrong);
        said.ShouldBeEmpty();
        var line = wrong.Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldHaveSingleItem();
        line.ShouldStartWith("lab: ");
        line.ShouldContain(named);
        line.ShouldContain(told);
        Files().ShouldBe(before);
    }

    public void Dispose() => folder.Dispose();

    private string[] Files() => [.. Directory.EnumerateFileSystemEntries(folder.Path, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
}
