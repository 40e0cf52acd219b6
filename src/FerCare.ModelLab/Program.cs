using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using FerCare.ModelLab.Data;
using FerCare.ModelLab.Native;
using FerCare.ModelLab.Verbs;
using FerCare.Vision;

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
    if (parsed.Action is ParseErrorAction) return await Refused(string.Join(' ', parsed.Errors.Select(Told)));
    TorchLibrary.Prepare();
    return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
}
catch (Exception problem) when (problem is LabDataException or MissingModelException or ArgumentException or OperationCanceledException or IOException or UnauthorizedAccessException)
{
    return await Refused(problem.Message);
}

// One line, of however many the message is made.
static async Task<int> Refused(string message)
{
    var line = string.Join(' ', message.Split(['\r', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
    await Console.Error.WriteLineAsync($"lab: {line}");
    return 2;
}

// The parser does not always say which option it complains of.
static string Told(ParseError error) =>
    (error.SymbolResult as OptionResult ?? error.SymbolResult?.Parent as OptionResult)?.Option.Name is { } option && !error.Message.Contains(option, StringComparison.Ordinal)
        ? $"{option}: {error.Message}"
        : error.Message;
