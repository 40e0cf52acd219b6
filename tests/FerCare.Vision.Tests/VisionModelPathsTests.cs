namespace FerCare.Vision.Tests;

public sealed class VisionModelPathsTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("fercare-models-").FullName;

    [Fact]
    public void An_installed_program_takes_the_network_beside_it_and_not_one_further_up()
    {
        var program = Directory.CreateDirectory(Path.Combine(folder, "app")).FullName;
        Put(folder);
        var beside = Put(program);

        VisionModelPaths.For(program).EmotionManifest.ShouldBe(beside);
    }

    [Fact]
    public void A_program_in_a_repository_takes_the_network_of_the_repository()
    {
        var built = Directory.CreateDirectory(Path.Combine(folder, "src", "bin")).FullName;
        var above = Put(folder);

        VisionModelPaths.For(built).EmotionManifest.ShouldBe(above);
    }

    [Fact]
    public void Where_there_is_none_the_place_beside_the_program_is_named() =>
        VisionModelPaths.For(folder).EmotionManifest.ShouldBe(Path.Combine(folder, "models", "emotion.json"));

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static string Put(string above)
    {
        var manifest = Path.Combine(Directory.CreateDirectory(Path.Combine(above, "models")).FullName, "emotion.json");
        File.WriteAllText(manifest, "{}");
        return manifest;
    }
}
