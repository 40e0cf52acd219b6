using System.Diagnostics;

namespace FerCare.Samples;

/// <summary>Starts processes that see a folder on a disk that is, or becomes, read-only: the C compiler makes what is preloaded into them.</summary>
internal static class ReadOnlyDisk
{
    private static readonly Lazy<string> Library = new(Compile);

    /// <summary>The process sees the folder as read-only from its start, or only while a file exists.</summary>
    /// <param name="folder">Absolute, without links in it.</param>
    /// <param name="whileThere">The file, outside of the folder; null for always.</param>
    public static ProcessStartInfo Seeing(this ProcessStartInfo start, string folder, string? whileThere = null)
    {
        start.Environment["LD_PRELOAD"] = Library.Value;
        start.Environment["FERCARE_READ_ONLY"] = folder;
        if (whileThere is not null) start.Environment["FERCARE_READ_ONLY_WHILE"] = whileThere;
        return start;
    }

    private static string Compile()
    {
        var library = Path.Combine(AppContext.BaseDirectory, "read_only_disk.so");
        var made = $"{library}.{Environment.ProcessId}";
        using var compiler = Process.Start("cc", ["-shared", "-fPIC", "-O1", "-Wall", "-Werror", "-o", made, Repository.At("tests", "Samples", "read_only_disk.c"), "-ldl"]);
        compiler.WaitForExit();
        if (compiler.ExitCode != 0) throw new InvalidOperationException($"cc: expected that read_only_disk.c compiles, found exit code {compiler.ExitCode}.");
        File.Move(made, library, overwrite: true);
        return library;
    }
}
