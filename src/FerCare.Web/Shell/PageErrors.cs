using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;
using Microsoft.AspNetCore.Components.Web;

namespace FerCare.Web.Shell;

/// <summary>What a person sees when a page, or a part of it, fails while they use it.</summary>
public sealed class PageErrors(ILogger<PageErrors> log) : ErrorBoundaryBase
{
    private string reference = "";

    /// <summary>It is not the page that failed; its heading and the rest of it still stand.</summary>
    [Parameter]
    public bool IsPart { get; set; }

    protected override Task OnErrorAsync(Exception exception)
    {
        reference = log.Note(exception, IsPart ? "A part of a page" : "A page");
        return Task.CompletedTask;
    }

    protected override void BuildRenderTree(RenderTreeBuilder builder)
    {
        if (CurrentException is null)
        {
            builder.AddContent(0, ChildContent);
            return;
        }

        // A part stands outside of the page's own margins.
        if (IsPart)
        {
            builder.OpenElement(1, "div");
            builder.AddAttribute(2, "class", "page part");
        }

        builder.OpenComponent<LoadFailed>(3);
        builder.AddAttribute(4, nameof(LoadFailed.Reference), reference);
        builder.AddAttribute(5, nameof(LoadFailed.WholePage), !IsPart);
        builder.AddAttribute(6, nameof(LoadFailed.OnAgain), EventCallback.Factory.Create(this, Recover));
        builder.CloseComponent();
        if (IsPart) builder.CloseElement();
    }
}
