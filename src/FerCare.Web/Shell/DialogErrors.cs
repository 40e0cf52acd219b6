using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.Localization;
using MudBlazor;

namespace FerCare.Web.Shell;

/// <summary>A dialog that fails is closed with a word; neither the page under it nor the line to the server goes with it, and the next one opens.</summary>
public sealed class DialogErrors(ILogger<DialogErrors> log, ISnackbar messages, IStringLocalizer words) : ErrorBoundaryBase
{
    protected override Task OnErrorAsync(Exception exception)
    {
        messages.Add(words["That failed and was closed; the page goes on. If it happens again, tell whoever runs FerCare this reference: {0}", log.Note(exception, "A dialog")], Severity.Error);
        return Task.CompletedTask;
    }

    protected override void BuildRenderTree(RenderTreeBuilder builder)
    {
        if (CurrentException is null) builder.AddContent(0, ChildContent);
    }

    // Only once what failed has gone: what takes its place begins anew.
    protected override void OnAfterRender(bool firstRender)
    {
        if (CurrentException is not null) Recover();
    }
}
