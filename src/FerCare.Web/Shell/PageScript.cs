using Microsoft.JSInterop;

namespace FerCare.Web.Shell;

/// <summary>
/// A script module that one component loads, and what a function of it started there. People leave pages and close dialogs before a
/// script has come: then nothing starts, nothing goes on listening, and it is nobody's error.
/// </summary>
/// <param name="module">Its address, "/js/name.js".</param>
public sealed class PageScript(IJSRuntime browser, string module) : IAsyncDisposable
{
    private IJSObjectReference? loaded, started;

    /// <summary>The component has gone, and its elements with it.</summary>
    public bool HasLeft { get; private set; }

    /// <summary>Something was started and goes on.</summary>
    public bool HasStarted => started is not null;

    /// <summary>Calls a function of the module whose result goes on until its "dispose"; what was started before ends first.</summary>
    /// <exception cref="JSException">The script could not be loaded, or failed.</exception>
    public async Task StartAsync(string function, params object?[] given)
    {
        await EndAsync();
        started = await AskAsync<IJSObjectReference>(function, given);
        // It may have come only after the page was left.
        if (HasLeft) await DisposeAsync();
    }

    /// <summary>Calls a function of the module.</summary>
    /// <returns>What it answered; nothing where the component has gone.</returns>
    /// <exception cref="JSException">The script could not be loaded, or failed.</exception>
    public async Task<T?> AskAsync<T>(string function, params object?[] given)
    {
        try
        {
            loaded ??= await browser.InvokeAsync<IJSObjectReference>("import", module);
            if (!HasLeft) return await loaded.InvokeAsync<T>(function, given);
            await DisposeAsync();
        }
        catch (Exception gone) when (IsLeaving(gone))
        {
            // The browser no longer has the elements that the function was given, or is away itself.
        }

        return default;
    }

    /// <summary>Calls a function of what was started; does nothing where nothing is.</summary>
    /// <exception cref="JSException">It failed.</exception>
    public async Task TellAsync(string function, params object?[] given)
    {
        try
        {
            if (started is not null) await started.InvokeVoidAsync(function, given);
        }
        catch (Exception gone) when (IsLeaving(gone))
        {
            // Nobody is there to be told.
        }
    }

    /// <summary>Ends what was started.</summary>
    public async Task EndAsync()
    {
        if (started is not { } last) return;
        started = null;
        try
        {
            await last.InvokeVoidAsync("dispose");
            await last.DisposeAsync();
        }
        catch (Exception gone) when (IsLeaving(gone))
        {
            // The page is gone, and what was started with it.
        }
    }

    public async ValueTask DisposeAsync()
    {
        HasLeft = true;
        await EndAsync();
        if (loaded is not { } last) return;
        loaded = null;
        try
        {
            await last.DisposeAsync();
        }
        catch (Exception gone) when (IsLeaving(gone))
        {
            // The page is gone, and the module with it.
        }
    }

    private bool IsLeaving(Exception problem) => problem is JSDisconnectedException || (HasLeft && problem is JSException or ObjectDisposedException or OperationCanceledException);
}
