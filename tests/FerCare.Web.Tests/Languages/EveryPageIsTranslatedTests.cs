using FerCare.Web.Languages;
using FerCare.Web.Tests.Access;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;

namespace FerCare.Web.Tests.Languages;

/// <summary>Every page of the access matrix, opened in a language whose every word stands in brackets: nothing that can be read stands outside of them.</summary>
public sealed class EveryPageIsTranslatedTests
{
    private static readonly string[] NoPages = ["/signed-in", "/session/state", "/_framework/opaque-redirect", "/health/live", "/health/ready"];
    private static readonly string[] Downloads = ["/report.", "/export.zip", "/api/", "/exports/{"];

    // What stands for itself in every language, where a page's title cannot be marked: this product, a questionnaire, a person.
    private static readonly string[] Names = ["FerCare", "PHQ-9"];

    [Fact]
    public async Task Every_text_on_every_page_is_looked_up_in_the_readers_language()
    {
        await using var clinic = await OpenAsync();
        var bare = new List<string>();
        foreach (var (route, caller) in Pages()) bare.AddRange(await BareAsync(clinic, route, caller));

        bare.Distinct().ShouldBeEmpty(string.Join('\n', bare.Distinct()));
    }

    [Fact]
    public void Text_outside_of_brackets_is_found_and_what_is_marked_is_not()
    {
        const string page = """<h1 title="⟦a⟧">⟦One ⟦1⟧⟧</h1><br><p translate="no">Name<b>too</b></p><p aria-label="bare">12 %</p><script>no</script><!-- no --><p>left <b>⟦x⟧</b></p>""";

        VisibleText.Of(page).Select(VisibleText.Outside).Where(t => t.Any(char.IsLetter)).ShouldBe(["bare", "left"]);
    }

    private static Task<MatrixClinic> OpenAsync() => MatrixClinic.OpenAsync(builder => builder.Services.AddSingleton<IStringLocalizer>(services =>
        new Bracketed(new Words(services.GetRequiredService<IStringLocalizerFactory>()))));

    private static IEnumerable<(string Route, Caller Caller)> Pages() =>
        from line in AccessMatrix.Lines
        where line.Method == "GET" && !NoPages.Contains(line.Route) && !Downloads.Any(d => line.Route.Contains(d, StringComparison.Ordinal))
        from caller in (Caller[])[Caller.Stranger, Caller.PatientA, Caller.TeamA, Caller.Administrator]
        where line.For(caller, Owner.A) == Outcome.Allowed
        select (line.Route, caller);

    private static async Task<IReadOnlyList<string>> BareAsync(MatrixClinic clinic, string route, Caller caller)
    {
        var (_, body) = await clinic.CallAsync("GET", route, caller, Owner.A);
        return [.. VisibleText.Of(body).Select(VisibleText.Outside).Select(t => Names.Append(clinic.Of(Owner.A).Name).Aggregate(t, (text, name) => text.Replace(name, ""))).Where(t => t.Any(char.IsLetter)).Distinct().Select(t => $"{route}, {caller}: {t.Trim()}")];
    }
}
