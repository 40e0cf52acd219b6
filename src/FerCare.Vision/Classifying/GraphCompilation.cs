namespace FerCare.Vision.Classifying;

/// <summary>What ONNX Runtime makes of a network's portable graph before it runs.</summary>
public enum GraphCompilation
{
    /// <summary>Nothing: every node runs as it was written. Only for comparison.</summary>
    None,

    /// <summary>Optimised for this machine at every load, in memory.</summary>
    InMemory,

    /// <summary>Optimised once for this machine and kept as a file.</summary>
    AheadOfTime,
}

/// <summary>The form in which a loaded network runs.</summary>
/// <param name="Compilation">Ahead of time only where a compiled file is in use.</param>
/// <param name="File">The compiled file in use, or null.</param>
/// <param name="Problem">One line on a compiled file that could not be used, or null.</param>
public sealed record GraphInUse(GraphCompilation Compilation, string? File = null, string? Problem = null)
{
    public override string ToString() => Compilation switch
    {
        GraphCompilation.None => "the portable graph as written",
        GraphCompilation.InMemory => "the portable graph optimised in memory",
        _ => $"the compiled graph {File}",
    };
}
