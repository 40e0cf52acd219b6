namespace FerCare.Web.Reporting;

/// <summary>How the making of a file ended.</summary>
public enum FileEnd
{
    /// <summary>It was made and goes to the browser.</summary>
    Made,

    /// <summary>Somebody cancelled it or left; nothing was kept.</summary>
    Cancelled,
}

/// <summary>
/// What the page that offers files knows of those its links asked for. A browser tells a page nothing about a file that it waits for, so the request
/// carries the id of an order, and the server tells the page.
/// </summary>
public sealed class FileOrder
{
    private readonly Lock guard = new();
    private readonly List<FileInTheMaking> making = [];

    public Guid Id { get; } = Guid.NewGuid();

    /// <summary>The extension of the file that is being made, of several the one asked for last; null where there is none.</summary>
    public string? BeingMade
    {
        get
        {
            lock (guard) return making is [.., var last] ? last.Extension : null;
        }
    }

    /// <summary>How the last one ended; null before the first, while one is being made, and where it failed, which the browser tells.</summary>
    public FileEnd? End { get; private set; }

    /// <summary>Raised when a file is begun or ended, on any thread.</summary>
    public event Action? Changed;

    /// <summary>Stops the making of every file that was asked for.</summary>
    public void Cancel()
    {
        FileInTheMaking[] all;
        lock (guard) all = [.. making];
        foreach (var file in all) file.Cancel();
    }

    /// <summary>A file is begun; it ends when what is returned is disposed of.</summary>
    /// <param name="left">Cancelled when whoever asked does not wait any more.</param>
    internal FileInTheMaking Begin(string extension, CancellationToken left)
    {
        var file = new FileInTheMaking(this, extension, left);
        lock (guard)
        {
            making.Add(file);
            End = null;
        }

        Changed?.Invoke();
        return file;
    }

    internal void Ended(FileInTheMaking file, FileEnd? how)
    {
        lock (guard)
        {
            making.Remove(file);
            End = making.Count == 0 ? how : null;
        }

        Changed?.Invoke();
    }
}

/// <summary>One file that is being made for an order.</summary>
internal sealed class FileInTheMaking : IDisposable
{
    private readonly Lock guard = new();
    private readonly FileOrder order;
    private readonly CancellationTokenSource stop;
    private bool isMade, hasEnded;

    public FileInTheMaking(FileOrder order, string extension, CancellationToken left)
    {
        (this.order, Extension) = (order, extension);
        stop = CancellationTokenSource.CreateLinkedTokenSource(left);
        Stop = stop.Token;
    }

    public string Extension { get; }

    /// <summary>Cancelled when nobody wants the file any more.</summary>
    public CancellationToken Stop { get; }

    /// <summary>The file is whole.</summary>
    public void Made() => isMade = true;

    public void Cancel()
    {
        // Somebody may cancel just as the file is done.
        lock (guard)
            if (!hasEnded) stop.Cancel();
    }

    public void Dispose()
    {
        lock (guard)
        {
            if (hasEnded) return;
            hasEnded = true;
        }

        var cancelled = stop.IsCancellationRequested;
        stop.Dispose();
        order.Ended(this, isMade ? FileEnd.Made : cancelled ? FileEnd.Cancelled : null);
    }
}
