using FerCare.Web.Tests.Access;

namespace FerCare.Browser.Tests;

/// <summary>Every page of the access matrix, which is held against the running app's routes.</summary>
internal static class ProductPages
{
    private static readonly string[] NoPages = ["/signed-in", "/session/state", "/_framework/opaque-redirect", "/health/live", "/health/ready", "/metrics"];
    private static readonly string[] Downloads = ["/report.", "/export.zip", "/api/"];

    /// <summary>The pages that somebody may open, by their routes.</summary>
    public static IReadOnlyList<string> Of(Caller caller) =>
        [.. AccessMatrix.Lines.Where(l => l.Method == "GET" && l.For(caller, Owner.A) == Outcome.Allowed && !Downloads.Any(d => l.Route.Contains(d, StringComparison.Ordinal))).Select(l => l.Route).Except(NoPages)];

    /// <summary>An address of the demonstration for each route with an id.</summary>
    public static async Task<Dictionary<string, string>> IdsAsync(Clinician clinician)
    {
        await clinician.GoAsync("/patients");
        var patient = await clinician.Page.Locator("[data-testid='patient-row'] a.main", new() { HasText = "Sample patient A" }).GetAttributeAsync("href");
        await clinician.GoAsync(patient!);
        // Here and not on the list of today: what the demonstration has planned may lie behind midnight.
        var planned = await clinician.Page.GetByTestId("open-live").First.GetAttributeAsync("href");
        var held = await clinician.Page.GetByTestId("open-review").First.GetAttributeAsync("href");
        var form = await clinician.Page.GetByTestId("open-form").First.GetAttributeAsync("href");
        return new()
        {
            ["/patients/{Id:guid}"] = patient!, ["/patients/{Id:guid}/trend"] = $"{patient}/trend", ["/patients/{Id:guid}/import"] = $"{patient}/import",
            ["/patients/{Id:guid}/compare"] = $"{patient}/compare",
            ["/sessions/{PublicId:guid}/live"] = planned!, ["/sessions/{PublicId:guid}/review"] = held!, ["/forms/{Id:guid}"] = form!,
        };
    }
}
