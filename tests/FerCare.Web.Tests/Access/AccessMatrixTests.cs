using System.Globalization;
using System.Net;
using CsCheck;

namespace FerCare.Web.Tests.Access;

/// <summary>Who may do what, tried for every route and hub method of the running app and each of six callers. The table is access-matrix.txt.</summary>
public sealed class AccessMatrixTests
{
    private static readonly Caller[] Callers = Enum.GetValues<Caller>();

    /// <summary>Random calls of the property test; 10,000 before a release.</summary>
    private static int RandomCalls => int.TryParse(Environment.GetEnvironmentVariable("FERCARE_ACCESS_TUPLES"), CultureInfo.InvariantCulture, out var calls) ? calls : 300;

    [Fact]
    public async Task Every_route_and_hub_method_of_the_running_app_has_a_line_and_every_line_has_its_route()
    {
        await using var app = await RunningApp.StartAsync();
        var found = RunningRoutes.Of(app).Select(r => $"{r.Method} {r.Route}").ToList();
        var written = AccessMatrix.Lines.Select(l => l.Key).ToList();

        found.Except(written).ShouldBeEmpty("these have no line in access-matrix.txt");
        written.Except(found).ShouldBeEmpty("these lines of access-matrix.txt have no route");
        written.ShouldBeUnique();
    }

    [Fact]
    public async Task Each_caller_meets_at_each_route_what_the_table_says_and_never_the_records_of_others()
    {
        await using var clinic = await MatrixClinic.OpenAsync();
        var wrong = new List<string>();
        foreach (var line in AccessMatrix.Lines.Where(l => l.Method != MatrixLine.Hub))
        {
            var met = new List<Outcome>();
            foreach (var caller in Callers)
            {
                var (outcome, body) = await clinic.CallAsync(line.Method, line.Route, caller, Owner.A);
                met.Add(outcome);
                if (Shows(clinic, body, caller) is { } leak) wrong.Add($"{line.Key}: {caller} sees \"{leak}\"");
            }

            if (!met.SequenceEqual(line.Outcomes)) wrong.Add($"expected {line}\n      met {MatrixLine.Written(line.Method, line.Route, met)}");
        }

        wrong.ShouldBeEmpty(string.Join('\n', wrong));
    }

    [Fact]
    public async Task Each_caller_meets_at_each_hub_method_what_the_table_says()
    {
        await using var clinic = await MatrixClinic.OpenAsync();
        var wrong = new List<string>();
        foreach (var (address, method) in RunningRoutes.HubMethods(clinic.App))
        {
            var met = new List<Outcome>();
            foreach (var caller in Callers) met.Add(await HubCalls.CallAsync(clinic.App.Address, address, method, clinic.CookiesOf(caller)));
            var line = AccessMatrix.Lines.FirstOrDefault(l => l.Key == $"{MatrixLine.Hub} {address} {method.Name}");
            if (line is null || !met.SequenceEqual(line.Outcomes)) wrong.Add($"expected {line}\n      met {MatrixLine.Written(MatrixLine.Hub, $"{address} {method.Name}", met)}");
        }

        wrong.ShouldBeEmpty(string.Join('\n', wrong));
    }

    [Fact]
    public async Task Random_calls_with_the_ids_of_either_patient_or_of_nobody_meet_what_the_table_says()
    {
        await using var clinic = await MatrixClinic.OpenAsync();
        var lines = AccessMatrix.Lines.Where(l => l.Method != MatrixLine.Hub).ToList();
        var calls = Gen.Select(Gen.Int[0, lines.Count - 1], Gen.Int[0, Callers.Length - 1], Gen.Enum<Owner>());

        await calls.SampleAsync(async (line, caller, owner) =>
        {
            var called = lines[line];
            var (outcome, body) = await clinic.CallAsync(called.Method, called.Route, Callers[caller], owner);
            outcome.ShouldBe(called.For(Callers[caller], owner), $"{called.Key} by {Callers[caller]} with the ids of {owner}");
            Shows(clinic, body, Callers[caller]).ShouldBeNull();
        }, iter: RandomCalls, threads: 1);
    }

    [Fact]
    public async Task A_form_without_its_antiforgery_token_is_refused_whoever_sends_it()
    {
        await using var clinic = await MatrixClinic.OpenAsync();
        var forms = AccessMatrix.Lines.Where(l => l.Method == "POST").ToList();
        forms.Count.ShouldBeGreaterThan(8);
        foreach (var line in forms)
        {
            foreach (var caller in Callers.Where(c => line.For(c, Owner.A) is Outcome.Allowed or Outcome.NoForm))
            {
                var (outcome, _) = await clinic.CallAsync(line.Method, line.Route, caller, Owner.A, withToken: false);
                outcome.ShouldBe(Outcome.NoForm, $"{line.Key} by {caller}");
            }
        }
    }

    [Fact]
    public async Task No_hub_opens_to_a_page_of_another_site_whoever_reads_it()
    {
        await using var clinic = await MatrixClinic.OpenAsync();
        foreach (var hub in RunningRoutes.HubMethods(clinic.App).Select(h => h.Address).Distinct())
        {
            foreach (var caller in Callers)
                (await HubCalls.FromElsewhereAsync(clinic.App.Address, hub, clinic.CookiesOf(caller))).ShouldBe(HttpStatusCode.Forbidden, $"{hub} by {caller}");
        }
    }

    [Fact]
    public async Task Files_made_at_build_time_are_open_to_all_and_show_nobodys_records()
    {
        await using var clinic = await MatrixClinic.OpenAsync();
        var files = RunningRoutes.Files(clinic.App);
        files.ShouldContain("/js/shell.js");
        foreach (var file in files)
        {
            var (outcome, body) = await clinic.CallAsync("GET", file, Caller.Stranger, Owner.A);
            outcome.ShouldBe(Outcome.Allowed, file);
            Shows(clinic, body, Caller.Stranger).ShouldBeNull(file);
        }
    }

    /// <summary>What is shown of a patient that is not this caller's.</summary>
    private static string? Shows(MatrixClinic clinic, string body, Caller caller) => new[] { Owner.A, Owner.B }
        .Where(o => (caller, o) is not ((Caller.TeamA or Caller.PatientA, Owner.A) or (Caller.TeamB or Caller.PatientB, Owner.B)))
        .SelectMany(o => (string[])[clinic.Of(o).Name, clinic.Of(o).RecordNumber]).FirstOrDefault(word => body.Contains(word, StringComparison.Ordinal));
}
