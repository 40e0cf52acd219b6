using System.Text.Json;
using Deque.AxeCore.Commons;
using Microsoft.Playwright;

namespace FerCare.Browser.Tests;

/// <summary>Serious and critical barriers that axe finds on a page, in light and dark, on a wide screen and on a telephone.</summary>
internal static class Barriers
{
    private const string All = "{ resultTypes: ['violations'] }", Colours = "{ resultTypes: ['violations'], runOnly: ['color-contrast', 'link-in-text-block'] }";

    // What is on a page changes with its width, and colours with the theme: the other two looks only have other colours.
    private static readonly (ColorScheme Scheme, int Width, int Height, string Rules)[] looks =
        [(ColorScheme.Light, 1280, 900, All), (ColorScheme.Dark, 1280, 900, Colours), (ColorScheme.Dark, 390, 844, All), (ColorScheme.Light, 390, 844, Colours)];

    private static readonly string axe = new BundledAxeScriptProvider().GetScript();

    /// <summary>One line for each barrier: where, in which look, what rule, and the element.</summary>
    public static async Task<IReadOnlyList<string>> OnAsync(IPage page, string address)
    {
        var found = new List<string>();
        await page.EvaluateAsync($"() => {{ {axe} }}");
        foreach (var (scheme, width, height, rules) in looks)
        {
            await page.EmulateMediaAsync(new() { ColorScheme = scheme, ReducedMotion = ReducedMotion.Reduce });
            await page.SetViewportSizeAsync(width, height);
            var result = await page.EvaluateAsync<JsonElement>($"() => axe.run(document, {rules})");
            found.AddRange(from barrier in result.GetProperty("violations").EnumerateArray()
                           where barrier.GetProperty("impact").GetString() is "serious" or "critical"
                           from node in barrier.GetProperty("nodes").EnumerateArray()
                           select $"{address}, {scheme} {width}: {barrier.GetProperty("id")}, {node.GetProperty("html").GetString()}");
        }

        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
        await page.SetViewportSizeAsync(1280, 900);
        return found;
    }
}
