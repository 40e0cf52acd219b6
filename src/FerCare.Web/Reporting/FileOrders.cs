using System.Collections.Concurrent;

namespace FerCare.Web.Reporting;

/// <summary>The orders of the pages that are open now, by the id that their links carry.</summary>
public sealed class FileOrders
{
    private readonly ConcurrentDictionary<Guid, FileOrder> open = new();

    /// <summary>An order for a page that opens.</summary>
    public FileOrder Open()
    {
        var order = new FileOrder();
        open[order.Id] = order;
        return order;
    }

    /// <summary>The page is left; a file that it asked for is made nevertheless, the browser still waits for it.</summary>
    public void Close(FileOrder order) => open.TryRemove(order.Id, out _);

    /// <summary>The order of that id; null where the page was left, or where no page asks.</summary>
    public FileOrder? Find(Guid? id) => id is { } known ? open.GetValueOrDefault(known) : null;
}
