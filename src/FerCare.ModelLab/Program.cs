using System.CommandLine;
using System.CommandLine.Invocation;
using FerCare.ModelLab.Data;
using FerCare.ModelLab.Native;
using FerCare.ModelLab.Verbs;
using FerCare.Vision;

TorchLibrary.Prepare();
var lab = new RootCommand("FerCare model lab: train, export and measure networks for facial emotion recognition.")
{
    TrainVerb.Create(),
    ExportVerb.Create(),
    ReferenceVerb.Create(),
    PruneVerb.Create(),
    QuantizeVerb.Create(),
    CompileVerb.Create(),
    EvaluateVerb.Create(),
    BenchVerb.Create(),
    PeakMemoryVerb.Create(),
    AveragesVerb.Create(),
};

try
{
    var parsed = lab.Parse(args);
    if (parsed.Action is ParseErrorAction)
    {
        foreach (var error in parsed.Errors) await Console.Error.WriteLineAsync($"lab: {error.Message}");
        return 2;
    }

    return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
}
catch (Exception problem) when (problem is LabDataException or MissingModelException or ArgumentException or OperationCanceledException or IOException or UnauthorizedAccessException)
{
    await Console.Error.WriteLineAsync($"lab: {problem.Message}");
    return 2;
}
