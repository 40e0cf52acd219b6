using System.Security.Cryptography;
using FerCare.ModelLab.Data;

namespace FerCare.ModelLab.Training;

/// <summary>
/// What a run learns from beside its recipe, each by its SHA-256 (hex): the same faces or weights may lie in another place, but a
/// teacher that was trained on since the run began is another.
/// </summary>
/// <param name="Faces">Of labels, pixels and votes of the training part.</param>
/// <param name="Teachers">Of the weights of each teacher, in the order in which they are named.</param>
/// <param name="Start">Of the weights that the run starts from, in their order; none where it starts from random ones.</param>
public sealed record RunSources(string Faces, IReadOnlyList<string> Teachers, IReadOnlyList<string> Start)
{
    private const int TellingDigits = 12;

    /// <param name="faces">The training part.</param>
    /// <param name="teachers">Who is followed.</param>
    /// <param name="start">Exported networks (.onnx) or checkpoint folders whose weights the run starts from.</param>
    public static RunSources Of(FaceSet faces, Teachers teachers, IEnumerable<string> start) => new(faces.Sha256(), teachers.Sha256, [.. start.Select(HashOf)]);

    /// <summary>Hash of an exported network (.onnx), or of the averaged weights of a checkpoint folder.</summary>
    public static string HashOf(string network)
    {
        using var file = File.OpenRead(Path.GetExtension(network) == ".onnx" ? network : Checkpoint.AverageFileIn(network));
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }

    /// <summary>The first thing in which a run that goes on differs from what it was begun with; null where there is none.</summary>
    public string? DifferenceTo(RunSources before) =>
        Difference("training faces (--data)", [Faces], [before.Faces])
        ?? Difference("teachers", Teachers, before.Teachers)
        ?? Difference("weights to start from", Start, before.Start);

    private static string? Difference(string of, IReadOnlyList<string> asked, IReadOnlyList<string> before) =>
        asked.SequenceEqual(before) ? null : $"expected a run with the {of} {Told(asked)}, found {Told(before)}";

    private static string Told(IReadOnlyList<string> hashes) =>
        hashes.Count == 0 ? "none" : $"sha256 {string.Join(", ", hashes.Select(hash => hash is { Length: > TellingDigits } ? hash[..TellingDigits] : hash))}";
}
