using FerCare.Bench;
using FerCare.Bench.Capture;
using FerCare.Bench.Starting;

if (args is [CaptureServer.Verb, var folder, var database, var door]) return await CaptureServer.RunAsync(folder, database == "demonstration", door == "admission");

// Each gives the exit code, or null where it cannot read what follows its name.
Measurement[] measurements =
[
    new("indicators [--json] [--patients N], N from 100 to 1000000", given => Task.FromResult(Indicators(given))),
    new("trend [--json] [--sessions N], N from 1 to 500", async given => Told(await TrendBench.RunAsync(given))),
    new("review [--json] [--browser] [--minutes N], N from 3 to 240", async given => Told(await ReviewBench.RunAsync(given))),
    new("audit [--records N], N from 100 to 1000000", async given =>
        Number(given, "--records", AuditBench.DefaultRecords, 100, 1_000_000) is { } records ? await AuditBench.RunAsync(records, Console.Out) ? 0 : 1 : null),
    new("backup [--megabytes N], N from 1 to 10000", async given =>
        Number(given, "--megabytes", BackupBench.DefaultMegabytes, 1, 10_000) is { } megabytes ? await BackupBench.RunAsync(megabytes, Console.Out) ? 0 : 1 : null),
    new("pipeline [--json] [--regions] [--seconds S], S from 1 to 3600", given => Task.FromResult(Told(PipelineReport.Run(given)))),
    new("batches [--rounds N], N from 10 to 10000", given => Task.FromResult(Number(given, "--rounds", BatchBench.DefaultRounds, 10, 10_000) is { } rounds ? Told(BatchBench.Run(rounds)) : null)),
    new(StartBench.Usage, async given => Told(await StartBench.RunAsync(given))),
    new(CaptureLoad.Usage, async given =>
    {
        if (CaptureLoad.Parse(given) is not { } load) return null;
        await CaptureBench.RunAsync(load, Console.Out);
        return 0;
    }),
];

if (measurements.FirstOrDefault(m => m.Name == args.FirstOrDefault()) is { } chosen && await chosen.RunAsync(args[1..]) is { } code) return code;
Console.Error.WriteLine($"bench: expected {string.Join(", or ", measurements.Select(m => m.Usage))}; found {(args.Length == 0 ? "nothing" : string.Join(' ', args))}");
return 2;

static int? Indicators(string[] given)
{
    var json = given.Contains("--json");
    if (Number([.. given.Where(g => g != "--json")], "--patients", IndicatorBench.DefaultPatients, 100, 1_000_000) is not { } patients) return null;
    return Told(json ? IndicatorBench.Json(patients) : IndicatorBench.Text(patients));
}

static int? Number(string[] given, string option, int otherwise, int least, int most) => given switch
{
    [] => otherwise,
    [var name, var value] when name == option && int.TryParse(value, out var number) && number >= least && number <= most => number,
    _ => null,
};

static int? Told(string? text)
{
    if (text is null) return null;
    Console.Out.Write(text);
    return 0;
}

/// <summary>One thing that can be measured; its usage begins with its name.</summary>
internal sealed record Measurement(string Usage, Func<string[], Task<int?>> RunAsync)
{
    public string Name => Usage.Split(' ')[0];
}
