using Microsoft.Playwright;

namespace FerCare.Browser.Tests;

/// <summary>
/// Screenshots of what people see, under artifacts/pictures. With FERCARE_PICTURES=docs those that the documentation shows are replaced.
/// </summary>
internal sealed class Pictures(IPage page)
{
    public Task TakeAsync(string name) => TakeAsync(name, page);

    public async Task TakeAsync(string name, IPage of)
    {
        var path = Path.Combine(Repository.Root, "artifacts", "pictures", $"{name}.png");
        await of.ScreenshotAsync(new PageScreenshotOptions { Path = path, FullPage = true });
        var shown = Repository.At("docs", "images", $"{name}.png");
        if (Environment.GetEnvironmentVariable("FERCARE_PICTURES") == "docs" && File.Exists(shown)) File.Copy(path, shown, overwrite: true);
    }
}
