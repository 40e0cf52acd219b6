using System.Security.Cryptography;

namespace FerCare.Web.Monitoring.Readers;

/// <summary>
/// Remembers the frames that were in work when a reader was lost, by their SHA-256 alone: no pixel is kept, and none can be got
/// back from a hash. In memory only. Thread-safe.
/// </summary>
public sealed class FrameQuarantine(ReaderOptions options)
{
    private readonly Lock gate = new();
    private readonly HashSet<string> hashes = [];
    private readonly Queue<string> order = new();
    private volatile bool any;

    /// <summary>How many frames are remembered.</summary>
    public int Count
    {
        get { lock (gate) return hashes.Count; }
    }

    /// <summary>Remembers a frame; its hash.</summary>
    public string Add(ReadOnlySpan<byte> encoded)
    {
        var hash = HashOf(encoded);
        lock (gate)
        {
            if (!hashes.Add(hash)) return hash;
            order.Enqueue(hash);
            while (order.Count > Math.Max(1, options.QuarantinedFrames)) hashes.Remove(order.Dequeue());
        }

        any = true;
        return hash;
    }

    /// <summary>Whether this very frame took a reader with it before. Costs nothing until the first one has.</summary>
    public bool Holds(ReadOnlySpan<byte> encoded)
    {
        if (!any) return false;
        var hash = HashOf(encoded);
        lock (gate) return hashes.Contains(hash);
    }

    private static string HashOf(ReadOnlySpan<byte> encoded) => Convert.ToHexStringLower(SHA256.HashData(encoded));
}
