using System.Diagnostics;
using System.Net;
using FerCare.Clinic.Access;
using FerCare.Web.Monitoring;

namespace FerCare.Web.Tests.Administration;

public sealed class TelemetryTests
{
    private const string Clinic = "fercare.clinic.example";

    [Fact]
    public async Task The_figures_are_there_for_prometheus_on_this_machine()
    {
        await using var app = await RunningApp.StartAsync();
        using var browser = app.Browser();

        var text = await browser.ReadAsync("/metrics");

        foreach (var name in (string[])["fercare_sessions_active", "fercare_sessions_places", "fercare_journal_lag", "fercare_pages_open", "fercare_frames_wanted_rate", "dotnet_gc_collections"])
            text.ShouldContain($"# TYPE {name}");
    }

    [Theory]
    [InlineData("Host", Clinic)]
    [InlineData("X-Forwarded-For", "192.0.2.7")]
    [InlineData("Forwarded", "for=192.0.2.7")]
    public async Task Whoever_comes_through_a_proxy_on_this_machine_has_to_be_an_administrator(string header, string value)
    {
        await using var app = await RunningApp.StartAsync();
        await app.HireAsync("admin", null, Roles.Administrator);
        await app.HireAsync("clinician", "Sample team");
        using var stranger = app.Browser();
        using var clinician = await app.SignedInAsync("clinician");
        using var administrator = await app.SignedInAsync("admin");

        (await StatusAsync(stranger)).ShouldBe(HttpStatusCode.Redirect);
        (await StatusAsync(clinician)).ShouldBeOneOf(HttpStatusCode.Forbidden, HttpStatusCode.Redirect);
        (await StatusAsync(administrator)).ShouldBe(HttpStatusCode.OK);
        return;

        async Task<HttpStatusCode> StatusAsync(Browser browser)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/metrics");
            request.Headers.TryAddWithoutValidation(header, value).ShouldBeTrue();
            using var answer = await browser.SendAsync(request);
            return answer.StatusCode;
        }
    }

    [Fact]
    public async Task The_beginning_and_the_end_of_a_session_and_an_export_are_traced_without_a_name()
    {
        var seen = new List<(string Name, IReadOnlyList<KeyValuePair<string, object?>> Tags)>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == Traces.SourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = step => { lock (seen) seen.Add((step.OperationName, [.. step.TagObjects])); },
        };
        ActivitySource.AddActivityListener(listener);
        await using var app = await RunningApp.StartAsync();
        var scope = await app.HireAsync("clinician", "Sample team");
        var session = await app.HoldAsync(scope, await app.AdmitAsync(scope));
        using var patient = await Capture.PatientSide.ReadyAsync(app);
        await using (var line = await patient.ConnectAsync()) await line.AskAsync("Begin");
        await patient.PostAsync("/session/finish");
        using var clinician = await app.SignedInAsync("clinician");

        (await clinician.GetAsync($"/sessions/{session.PublicId}/report.json")).StatusCode.ShouldBe(HttpStatusCode.OK);

        lock (seen)
        {
            var ours = patient.Session.Id;
            seen.ShouldContain(s => s.Name == "session begins" && s.Tags.Any(t => Equals(t.Value, ours)));
            seen.ShouldContain(s => s.Name == "session ends" && s.Tags.Any(t => Equals(t.Value, ours)));
            seen.ShouldContain(s => s.Name == "export" && s.Tags.Any(t => Equals(t.Value, "json")));
            seen.SelectMany(s => s.Tags).Select(t => t.Key).Distinct().ShouldBeSubsetOf(["fercare.session", "fercare.format"]);
        }
    }
}
