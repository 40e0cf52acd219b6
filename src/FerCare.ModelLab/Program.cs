using System.CommandLine;
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
    return await lab.Parse(args).InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
}
catch (Exception problem) when (problem is LabDataException or MissingModelException or ArgumentException or OperationCanceledException)
{
    await Console.Error.WriteLineAsync($"lab: {problem.Message}");
    return 2;
}
