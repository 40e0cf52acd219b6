using Bunit;
using FerCare.Web.Languages;
using FerCare.Web.Shell;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;
using MudBlazor;
using MudBlazor.Services;

namespace FerCare.Web.Tests.Shell;

/// <summary>Parts of a page that fail: what stands around them goes on.</summary>
public sealed class FailingPartsTests
{
    [Fact]
    public async Task A_dialog_that_fails_is_closed_with_a_reference_and_the_next_one_opens()
    {
        await using var page = Page();
        var provider = page.Render(builder =>
        {
            builder.OpenComponent<DialogErrors>(0);
            builder.AddAttribute(1, nameof(DialogErrors.ChildContent), (RenderFragment)(inner =>
            {
                inner.OpenComponent<MudDialogProvider>(0);
                inner.CloseComponent();
            }));
            builder.CloseComponent();
        });
        var dialogs = page.Services.GetRequiredService<IDialogService>();

        await page.Renderer.Dispatcher.InvokeAsync(() => dialogs.ShowAsync<Failing>("fails"));
        provider.WaitForAssertion(() => provider.FindAll("[role=dialog]").ShouldBeEmpty());
        page.Services.GetRequiredService<ISnackbar>().ShownSnackbars.ShouldHaveSingleItem().Message!.ShouldContain("this reference");

        await page.Renderer.Dispatcher.InvokeAsync(() => dialogs.ShowAsync<Standing>("stands"));
        provider.WaitForAssertion(() => provider.Find("[role=dialog]").TextContent.ShouldContain("It stands."));
    }

    [Fact]
    public async Task A_part_that_fails_says_so_beside_what_stands_and_is_drawn_anew()
    {
        await using var page = Page();
        Fickle.Fails = true;
        var parts = page.Render(builder =>
        {
            builder.AddMarkupContent(0, "<p>The page.</p>");
            builder.OpenComponent<PageErrors>(1);
            builder.AddAttribute(2, nameof(PageErrors.IsPart), true);
            builder.AddAttribute(3, nameof(PageErrors.ChildContent), (RenderFragment)(inner =>
            {
                inner.OpenComponent<Fickle>(0);
                inner.CloseComponent();
            }));
            builder.CloseComponent();
        });
        parts.Find("[data-testid=load-failed] h2");
        parts.Markup.ShouldContain("The page.");

        Fickle.Fails = false;
        await parts.Find("[data-testid=try-again]").ClickAsync(new());
        parts.Markup.ShouldContain("The part.");
        parts.FindAll("[data-testid=load-failed]").ShouldBeEmpty();
    }

    [Fact]
    public async Task A_refresh_that_fails_once_leaves_what_stands_there_and_one_that_fails_twice_says_so()
    {
        await using var page = Page();
        var fails = false;
        var loading = page.Render<Loading>(given => given
            .Add(l => l.Load, EventCallback.Factory.Create(this, () => fails ? throw new InvalidOperationException("The database of this test is away.") : Task.CompletedTask))
            .AddChildContent("<p>What was loaded.</p>"));
        fails = true;

        await loading.InvokeAsync(loading.Instance.RefreshAsync);
        loading.Markup.ShouldContain("What was loaded.");
        await loading.InvokeAsync(loading.Instance.RefreshAsync);
        loading.Find("[data-testid=load-failed]");

        fails = false;
        await loading.InvokeAsync(loading.Instance.RefreshAsync);
        loading.Markup.ShouldContain("What was loaded.");
        fails = true;
        await loading.InvokeAsync(loading.Instance.AgainAsync);
        loading.Find("[data-testid=load-failed]");
    }

    private static BunitContext Page()
    {
        var page = new BunitContext();
        page.JSInterop.Mode = JSRuntimeMode.Loose;
        page.Services.AddMudServices();
        page.Services.AddLocalization();
        page.Services.AddSingleton<IStringLocalizer, Words>();
        page.Renderer.SetRendererInfo(new RendererInfo("Server", isInteractive: true));
        return page;
    }

    private sealed class Failing : ComponentBase
    {
        protected override async Task OnInitializedAsync()
        {
            await Task.Yield();
            throw new InvalidOperationException("This dialog cannot be opened.");
        }
    }

    private sealed class Fickle : ComponentBase
    {
        public static bool Fails { get; set; }

        protected override void OnInitialized()
        {
            if (Fails) throw new InvalidOperationException("This part cannot be drawn.");
        }

        protected override void BuildRenderTree(RenderTreeBuilder builder) => builder.AddContent(0, "The part.");
    }

    private sealed class Standing : ComponentBase
    {
        protected override void BuildRenderTree(RenderTreeBuilder builder)
        {
            builder.OpenComponent<MudDialog>(0);
            builder.AddAttribute(1, nameof(MudDialog.DialogContent), (RenderFragment)(inner => inner.AddContent(0, "It stands.")));
            builder.CloseComponent();
        }
    }
}
