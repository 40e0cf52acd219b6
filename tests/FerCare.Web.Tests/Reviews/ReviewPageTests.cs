using FerCare.Clinic;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace FerCare.Web.Tests.Reviews;

public sealed class ReviewPageTests
{
    [Fact]
    public async Task A_short_session_shows_its_timeline_and_why_both_indicators_are_withheld()
    {
        await using var app = await RunningApp.StartAsync();
        var north = await app.HireAsync("north", "Team North");
        var session = await app.HoldAsync(north, await app.AdmitAsync(north), seconds: 20);
        using var browser = await app.SignedInAsync("north");

        var page = await browser.ReadAsync($"/sessions/{session.PublicId}/review");

        page.ShouldContain("data-testid=\"timeline-chart\"");
        page.ShouldContain("data-testid=\"finding-depression\" data-status=\"Withheld\"");
        page.ShouldContain("data-testid=\"finding-stress\" data-status=\"Withheld\"");
        page.ShouldContain("at least 120 s are needed");
        page.ShouldContain("Change in facial behaviour relative to this patient&#x27;s baseline");
        page.ShouldContain("data-testid=\"review-annotate\"");
        foreach (var judgement in (string[])["Preliminary until a clinician has reviewed it", "review-confirm", "review-dismiss"]) page.ShouldNotContain(judgement, Case.Sensitive, "there is no index to agree or disagree with");
    }

    [Fact]
    public async Task A_finding_with_an_index_is_preliminary_and_can_be_confirmed_and_dismissed()
    {
        await using var app = await RunningApp.StartAsync();
        var north = await app.HireAsync("north", "Team North");
        var session = await app.HoldAsync(north, await app.AdmitAsync(north));
        await using (var context = await app.Services.GetRequiredService<IDbContextFactory<ClinicContext>>().CreateDbContextAsync(TestContext.Current.CancellationToken))
            await context.Findings.ExecuteUpdateAsync(set => set.SetProperty(f => f.Json, f => f.Json.Replace("\"Status\":\"Withheld\"", "\"Status\":\"NoFlag\"").Replace("\"Index\":null", "\"Index\":0.2")), TestContext.Current.CancellationToken);
        using var browser = await app.SignedInAsync("north");

        var page = await browser.ReadAsync($"/sessions/{session.PublicId}/review");

        foreach (var judgement in (string[])["Preliminary until a clinician has reviewed it", "review-confirm", "review-dismiss", "review-annotate"]) page.ShouldContain(judgement);
    }

    [Fact]
    public async Task A_session_that_never_started_says_that_nothing_was_recorded()
    {
        await using var app = await RunningApp.StartAsync();
        var north = await app.HireAsync("north", "Team North");
        var session = await app.PlanAsync(north, await app.AdmitAsync(north));
        using var browser = await app.SignedInAsync("north");

        var review = await browser.ReadAsync($"/sessions/{session.PublicId}/review");
        var live = await browser.ReadAsync($"/sessions/{session.PublicId}/live");

        review.ShouldContain("Nothing was recorded in this session.");
        live.ShouldContain("data-state=\"Waiting\"");
        live.ShouldContain("relays no picture and no video");
    }

    [Theory]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("\"><img src=x onerror=alert(1)>")]
    public async Task A_name_that_looks_like_markup_stays_text(string name)
    {
        await using var app = await RunningApp.StartAsync();
        var north = await app.HireAsync("north", "Team North");
        var patient = await app.AdmitAsync(north, name);
        using var browser = await app.SignedInAsync("north");

        foreach (var address in (string[])["/patients", $"/patients/{patient}"])
        {
            var page = await browser.ReadAsync(address);
            page.ShouldNotContain(name);
            page.ShouldContain(System.Text.Encodings.Web.HtmlEncoder.Default.Encode(name));
        }
    }
}
