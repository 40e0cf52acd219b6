using System.Security.Cryptography;
using Microsoft.ML.OnnxRuntime;

namespace FerCare.Vision.Classifying;

/// <summary>
/// A network compiled ahead of time: the graph as ONNX Runtime optimised it for one machine, in a file
/// NAME-KEY-SHA256.onnx, where the key stands for processor, runtime and network, and the hash is the file's own.
/// </summary>
internal static class CompiledNetwork
{
    /// <summary>
    /// Opens the compiled graph of a network, compiling it where there is none that can be used; where that fails the portable
    /// graph, optimised in memory. A compiled graph is used only if it answers as the portable one does.
    /// </summary>
    /// <param name="network">The portable graph.</param>
    /// <param name="networkFile">Where it was read from.</param>
    /// <param name="folder">Where compiled graphs are kept; made where it is missing.</param>
    /// <exception cref="OnnxRuntimeException">The portable graph itself cannot be run.</exception>
    /// <exception cref="MissingModelException">The portable graph is not the manifest's.</exception>
    public static (InferenceSession Session, GraphInUse Graph) Open(ModelManifest manifest, byte[] network, string networkFile, string folder, CompilationTarget target)
    {
        using var portable = NetworkSession.Open(network, optimised: false, target);
        EmotionClassifier.Check(manifest, portable, networkFile);
        string? problem = null;
        try
        {
            var name = $"{manifest.Name}-{target.KeyFor(manifest)}-";
            foreach (var file in Kept(folder, name))
            {
                if (TryUse(file, out var kept) is not { } unusable) return (kept!, new GraphInUse(GraphCompilation.AheadOfTime, file, problem));
                problem = $"{file} {unusable}; the network is compiled anew.";
                File.Delete(file);
            }

            var made = Compile(network, folder, name, target);
            if (TryUse(made, out var compiled) is not { } useless) return (compiled!, new GraphInUse(GraphCompilation.AheadOfTime, made, problem));
            File.Delete(made);
            problem = $"{made} {useless}; the portable graph is used.";
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or OnnxRuntimeException)
        {
            problem = $"The network {manifest.Name} could not be compiled into {folder} ({failure.Message.ReplaceLineEndings(" ")}); the portable graph is used.";
        }

        return (NetworkSession.Open(network, optimised: true, target), new GraphInUse(GraphCompilation.InMemory, Problem: problem));

        string? TryUse(string file, out InferenceSession? session)
        {
            session = null;
            var bytes = File.ReadAllBytes(file);
            if (!Path.GetFileNameWithoutExtension(file).EndsWith(HashOf(bytes), StringComparison.Ordinal)) return $"is damaged (found sha256 {HashOf(bytes)})";
            try
            {
                session = NetworkSession.OpenCompiled(bytes, target);
                EmotionClassifier.Check(manifest, session, file);
                var difference = GraphComparison.LargestDifference(portable, session, manifest);
                if (difference <= GraphComparison.Tolerance) return null;
                session.Dispose();
                return $"answers otherwise than the portable graph (probabilities differ by {difference:0.000}, at most {GraphComparison.Tolerance} is expected)";
            }
            catch (Exception failure) when (failure is OnnxRuntimeException or MissingModelException)
            {
                session?.Dispose();
                return $"cannot be run ({failure.Message.ReplaceLineEndings(" ")})";
            }
        }
    }

    private static IEnumerable<string> Kept(string folder, string name) =>
        Directory.Exists(folder) ? Directory.GetFiles(folder, $"{name}*.onnx").Order(StringComparer.Ordinal) : [];

    /// <summary>Writes under a name of its own and renames, so that programs that start together do not meet half a file.</summary>
    private static string Compile(byte[] network, string folder, string name, CompilationTarget target)
    {
        MakeFolder(folder);
        var partial = Path.Combine(folder, $"{name}{Guid.NewGuid():N}.partial");
        try
        {
            NetworkSession.Open(network, optimised: true, target, saveAs: partial).Dispose();
            var finished = Path.Combine(folder, $"{name}{HashOf(File.ReadAllBytes(partial))}.onnx");
            File.Move(partial, finished, overwrite: true);
            return finished;
        }
        finally
        {
            File.Delete(partial);
        }
    }

    private static void MakeFolder(string folder)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
        else Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private static string HashOf(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
