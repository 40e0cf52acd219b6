using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace FerCare.Browser.Tests;

/// <summary>Listens for what a browser refuses under the pages' policy, for errors of their scripts, and for dialogs that no page of ours opens.</summary>
internal sealed class PageWatch
{
    private const string Violation = "policy violation: ";
    private readonly ConcurrentQueue<string> heard = new();

    private PageWatch(IPage page)
    {
        page.Console += (_, line) =>
        {
            // That a page has a status of 404 or 410 is no error of the page.
            if (line.Type == "error" && !line.Text.Contains("Failed to load resource", StringComparison.Ordinal)) heard.Enqueue($"{page.Url}: {line.Text}");
        };
        page.PageError += (_, error) => heard.Enqueue($"{page.Url}: {error}");
        page.Dialog += (_, dialog) =>
        {
            heard.Enqueue($"{page.Url}: dialog \"{dialog.Message}\"");
            _ = dialog.DismissAsync();
        };
    }

    /// <summary>What was heard so far, with the address of the page.</summary>
    public IReadOnlyList<string> Heard => [.. heard];

    public static async Task<PageWatch> OfAsync(IPage page)
    {
        await page.AddInitScriptAsync($"document.addEventListener('securitypolicyviolation', e => console.error('{Violation}' + e.effectiveDirective + ' ' + e.blockedURI + ' ' + e.sourceFile));");
        return new PageWatch(page);
    }
}
