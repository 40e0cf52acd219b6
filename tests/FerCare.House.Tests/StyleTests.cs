namespace FerCare.House.Tests;

public sealed class StyleTests
{
    private static readonly string[] PatternNames = ["Core", "Common", "Shared", "Utils", "Helpers", "Extensions"];

    [Fact]
    public void No_source_file_is_longer_than_400_lines() =>
        SourceFiles().Where(f => File.ReadLines(f).Count() > 400).ShouldBeEmpty();

    [Fact]
    public void No_folder_is_named_after_a_pattern() =>
        SourceFiles().Select(f => new FileInfo(f).Directory!.Name).Distinct().ShouldNotContain(name => PatternNames.Contains(name));

    /// <summary>Decision 29: a scope of the library's alone lets the garbage collector free what is being computed with.</summary>
    [Fact]
    public void Tensors_are_computed_in_scopes_that_hold_finalizers_back() =>
        SourceFiles().Where(f => f.StartsWith(Repository.At("src"), StringComparison.Ordinal) && File.ReadAllText(f).Contains("NewDisposeScope(", StringComparison.Ordinal))
            .Select(Path.GetFileName).ShouldBe(["TensorScope.cs"]);

    private static IEnumerable<string> SourceFiles() =>
        new[] { "src", "tests", "migrations" }
            .SelectMany(top => Directory.EnumerateFiles(Repository.At(top), "*", SearchOption.AllDirectories))
            .Where(f => Path.GetExtension(f) is ".cs" or ".razor" or ".cpp" or ".h")
            .Where(f => !f.Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj"))
            // Migrations are written by a tool and never edited for size.
            .Where(f => !f.StartsWith(Repository.At("migrations", "Clinic"), StringComparison.Ordinal));
}
