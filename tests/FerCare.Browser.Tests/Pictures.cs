using Microsoft.Playwright;

namespace FerCare.Browser.Tests;

/// <summary>
/// Screenshots of what people see, under artifacts/pictures. With FERCARE_PICTURES=docs they also replace those of the documentation.
/// </summary>
internal sealed class Pictures(IPage page)
{
    public Task TakeAsync(string name) => TakeAsync(name, page);

    public async Task TakeAsync(string name, IPage of)
    {
        var path = Path.Combine(Repository.Root, "artifacts", "pictures", $"{name}.png");
        await of.ScreenshotAsync(new PageScreenshotOptions { Path = path });
        if (Environment.GetEnvironmentVariable("FERCARE_PICTURES") != "docs") return;
        var folder = Path.Combine(Repository.Root, "docs", "images");
        Directory.CreateDirectory(folder);
        File.Copy(path, Path.Combine(folder, $"{name}.png"), overwrite: true);
    }
}
