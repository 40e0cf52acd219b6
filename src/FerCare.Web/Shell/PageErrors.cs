using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;
using Microsoft.AspNetCore.Components.Web;

namespace FerCare.Web.Shell;

/// <summary>What a person sees when a page fails while they use it.</summary>
public sealed class PageErrors(ILogger<PageErrors> log) : ErrorBoundaryBase
{
    private string reference = "";

    protected override Task OnErrorAsync(Exception exception)
    {
        reference = log.Note(exception, "A page");
        return Task.CompletedTask;
    }

    protected override void BuildRenderTree(RenderTreeBuilder builder)
    {
        if (CurrentException is null)
        {
            builder.AddContent(0, ChildContent);
            return;
        }

        builder.OpenComponent<LoadFailed>(1);
        builder.AddAttribute(2, nameof(LoadFailed.Reference), reference);
        builder.AddAttribute(3, nameof(LoadFailed.WholePage), true);
        builder.AddAttribute(4, nameof(LoadFailed.OnAgain), EventCallback.Factory.Create(this, Recover));
        builder.CloseComponent();
    }
}
