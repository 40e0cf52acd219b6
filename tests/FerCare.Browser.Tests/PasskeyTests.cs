using Microsoft.Playwright;

namespace FerCare.Browser.Tests;

/// <summary>A passkey in a real browser whose authenticator is a virtual one: made on the account page, used on the sign-in page.</summary>
public sealed class PasskeyTests(DemonstrationWithCamera demonstration) : IClassFixture<DemonstrationWithCamera>
{
    [Fact]
    public async Task A_clinician_adds_a_passkey_signs_in_with_it_and_removes_it()
    {
        var clinician = await demonstration.ClinicianAsync(named: true);
        var page = clinician.Page;
        var said = new List<string>();
        page.Console += (_, line) => { if (line.Type is "error" or "warning") said.Add(line.Text); };
        await using var device = await VirtualAuthenticator.AddAsync(page);

        await clinician.GoAsync("/account");
        await page.GetByTestId("passkey-name").FillAsync("office laptop");
        await page.GetByTestId("passkey-password").FillAsync(clinician.Password);
        await page.GetByTestId("passkey-begin").ClickAsync();
        await page.GetByTestId("passkey-create").ClickAsync();
        await Expect(page.GetByTestId("passkey-done")).ToBeVisibleAsync();
        await Expect(page.GetByTestId("passkeys")).ToContainTextAsync("office laptop");
        await PicturesAsync(page, "account");

        await clinician.GoAsync("/");
        await page.GetByTestId("sign-out").ClickAsync();
        await Expect(page.GetByTestId("passkey-sign-in")).ToBeVisibleAsync();
        await PicturesAsync(page, "sign-in-passkey");
        await device.VerifyPersonAsync(false);
        await page.GetByTestId("passkey-sign-in").ClickAsync();
        await Expect(page.Locator("[data-problem]")).ToBeVisibleAsync();
        await device.VerifyPersonAsync(true);
        await page.GetByTestId("passkey-sign-in").ClickAsync();
        await Expect(page.GetByTestId("signed-in-name")).ToBeVisibleAsync();

        await clinician.GoAsync("/account");
        await page.GetByTestId("passkey-remove").ClickAsync();
        await Expect(page.GetByTestId("passkey-done")).ToContainTextAsync("removed");
        await clinician.GoAsync("/");
        await page.GetByTestId("sign-out").ClickAsync();
        await page.GetByTestId("passkey-sign-in").ClickAsync();
        await Expect(page.GetByTestId("passkey-failed")).ToBeVisibleAsync();
        said.ShouldBeEmpty();
    }

    // Phone and desk, light and dark.
    private static async Task PicturesAsync(IPage page, string name)
    {
        foreach (var scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
        {
            await page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = scheme });
            foreach (var width in new[] { 390, 1280 })
            {
                await page.FitsAsync(width, 900);
                await new Pictures(page).TakeAsync($"{name}-{width}-{scheme}".ToLowerInvariant());
            }
        }
    }

    private static ILocatorAssertions Expect(ILocator locator) => Assertions.Expect(locator);

    private sealed class VirtualAuthenticator(ICDPSession session, string id) : IAsyncDisposable
    {
        public static async Task<VirtualAuthenticator> AddAsync(IPage page)
        {
            var session = await page.Context.NewCDPSessionAsync(page);
            await session.SendAsync("WebAuthn.enable");
            var added = await session.SendAsync("WebAuthn.addVirtualAuthenticator", new Dictionary<string, object>
            {
                ["options"] = new Dictionary<string, object>
                {
                    ["protocol"] = "ctap2", ["transport"] = "internal", ["hasResidentKey"] = true, ["hasUserVerification"] = true,
                    ["isUserVerified"] = true, ["automaticPresenceSimulation"] = true,
                },
            });
            return new VirtualAuthenticator(session, added!.Value.GetProperty("authenticatorId").GetString()!);
        }

        /// <summary>Whether the finger that is laid on it is the right one.</summary>
        public Task VerifyPersonAsync(bool verified) =>
            session.SendAsync("WebAuthn.setUserVerified", new Dictionary<string, object> { ["authenticatorId"] = id, ["isUserVerified"] = verified });

        public async ValueTask DisposeAsync() => await session.DetachAsync();
    }
}
