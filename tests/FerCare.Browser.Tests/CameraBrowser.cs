using FerCare.Affect;
using FerCare.Samples;
using Microsoft.Playwright;

namespace FerCare.Browser.Tests;

/// <summary>Debian's Chromium with a camera that shows a scripted patient.</summary>
public sealed class CameraBrowser : IAsyncDisposable
{
    private readonly IPlaywright playwright;

    private CameraBrowser(IPlaywright playwright, IBrowser browser)
    {
        this.playwright = playwright;
        Browser = browser;
    }

    public IBrowser Browser { get; }

    /// <summary>What the camera shows: twelve seconds neutral, twelve happy, eight surprised, and again.</summary>
    public static ScriptedPatient Patient() => new((Emotion.Neutral, 12), (Emotion.Happy, 12), (Emotion.Surprise, 8));

    /// <param name="camera">The Motion-JPEG file that its camera plays.</param>
    public static async Task<CameraBrowser> LaunchAsync(string camera)
    {
        var playwright = await Playwright.CreateAsync();
        var browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = "/usr/bin/chromium",
            Args =
            [
                "--no-sandbox", "--disable-gpu", "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream",
                $"--use-file-for-fake-video-capture={camera}",
                "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run", "--disable-quic",
            ],
        });
        return new CameraBrowser(playwright, browser);
    }

    public async ValueTask DisposeAsync()
    {
        await Browser.CloseAsync();
        playwright.Dispose();
    }
}
