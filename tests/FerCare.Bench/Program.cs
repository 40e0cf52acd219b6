using FerCare.Bench;

const string Usage = "expected indicators [--json] [--patients N], N from 100 to 1000000, or trend [--json] [--sessions N], N from 1 to 500, or review [--json] [--minutes N], N from 3 to 240, or audit [--records N], N from 100 to 1000000, or backup [--megabytes N], N from 1 to 10000";

if (args is ["trend", .. var trend]) return await TrendBench.RunAsync(trend) is { } measured ? Told(measured) : Refused(string.Join(' ', args));

if (args is ["review", .. var review]) return await ReviewBench.RunAsync(review) is { } reviewed ? Told(reviewed) : Refused(string.Join(' ', args));

if (args is ["audit"]) return await AuditBench.RunAsync(AuditBench.DefaultRecords, Console.Out) ? 0 : 1;
if (args is ["audit", "--records", var wanted] && int.TryParse(wanted, out var records) && records is >= 100 and <= 1_000_000) return await AuditBench.RunAsync(records, Console.Out) ? 0 : 1;
if (args is ["backup"]) return await BackupBench.RunAsync(BackupBench.DefaultMegabytes, Console.Out) ? 0 : 1;
if (args is ["backup", "--megabytes", var size] && int.TryParse(size, out var megabytes) && megabytes is >= 1 and <= 10_000) return await BackupBench.RunAsync(megabytes, Console.Out) ? 0 : 1;
if (args is not ["indicators", .. var rest]) return Refused(args.FirstOrDefault() ?? "nothing");
var json = false;
var patients = IndicatorBench.DefaultPatients;
for (var i = 0; i < rest.Length; i++)
{
    if (rest[i] == "--json") json = true;
    else if (rest[i] == "--patients" && i + 1 < rest.Length && int.TryParse(rest[i + 1], out patients) && patients is >= 100 and <= 1_000_000) i++;
    else return Refused(string.Join(' ', rest[i..]));
}

Console.Out.Write(json ? IndicatorBench.Json(patients) : IndicatorBench.Text(patients));
return 0;

static int Told(string text)
{
    Console.Out.Write(text);
    return 0;
}

static int Refused(string found)
{
    Console.Error.WriteLine($"bench: {Usage}; found {found}");
    return 2;
}
