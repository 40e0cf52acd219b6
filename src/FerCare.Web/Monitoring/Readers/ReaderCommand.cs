namespace FerCare.Web.Monitoring.Readers;

/// <summary>How a reader process is started.</summary>
/// <param name="File">The program.</param>
/// <param name="Arguments">What it is told.</param>
public sealed record ReaderCommand(string File, IReadOnlyList<string> Arguments)
{
    /// <summary>This very program with its verb for readers.</summary>
    /// <param name="compiledFolder">Where the network compiled for this machine is kept.</param>
    /// <param name="more">Further arguments; tests make a reader break on purpose.</param>
    public static ReaderCommand OfThisProgram(string compiledFolder, params IReadOnlyList<string> more)
    {
        string[] told = [ReadFacesVerb.Name, ReadFacesVerb.CompiledOption, compiledFolder, ReadFacesVerb.ServerOption, $"{Environment.ProcessId}", .. more];
        var program = typeof(ReaderCommand).Assembly.Location;
        var running = Environment.ProcessPath ?? "dotnet";
        var name = Path.GetFileNameWithoutExtension(running);
        // An installed program starts itself; one that runs under dotnet, or inside a test, is started by dotnet.
        if (program.Length == 0 || name == Path.GetFileNameWithoutExtension(program)) return new ReaderCommand(running, told);
        return new ReaderCommand(name == "dotnet" ? running : "dotnet", [program, .. told]);
    }
}
