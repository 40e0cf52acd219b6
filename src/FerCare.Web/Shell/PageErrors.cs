using System.Security.Cryptography;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;
using Microsoft.AspNetCore.Components.Web;

namespace FerCare.Web.Shell;

/// <summary>What a person sees when a page fails while they use it: a reference that also stands in the log, never a stack.</summary>
public sealed class PageErrors(ILogger<PageErrors> log) : ErrorBoundaryBase
{
    private string reference = "";

    protected override Task OnErrorAsync(Exception exception)
    {
        reference = RandomNumberGenerator.GetHexString(8);
        log.LogError(exception, "A page failed; reference {Reference}.", reference);
        return Task.CompletedTask;
    }

    protected override void BuildRenderTree(RenderTreeBuilder builder)
    {
        if (CurrentException is null)
        {
            builder.AddContent(0, ChildContent);
            return;
        }

        builder.OpenElement(1, "section");
        builder.AddAttribute(2, "class", "sheet narrow");
        builder.AddAttribute(3, "role", "alert");
        builder.AddMarkupContent(4, "<h1>Something went wrong</h1><p>This page could not be shown. What was stored before is safe. If it happens again, tell whoever runs FerCare this reference:</p>");
        builder.OpenElement(5, "code");
        builder.AddAttribute(6, "class", "reference");
        builder.AddContent(7, reference);
        builder.CloseElement();
        builder.CloseElement();
    }
}
