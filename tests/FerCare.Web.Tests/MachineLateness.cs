using System.Collections.Concurrent;
using System.Diagnostics;

namespace FerCare.Web.Tests;

/// <summary>
/// How much later than asked this machine wakes who sleeps, from now until it is disposed of: what a measured time owes to whatever else
/// runs here and not to the product.
/// </summary>
internal sealed class MachineLateness : IAsyncDisposable
{
    private static readonly TimeSpan Nap = TimeSpan.FromMilliseconds(20);
    private readonly ConcurrentQueue<double> lateMs = new();
    private readonly CancellationTokenSource enough = new();
    private readonly Task napping;

    public MachineLateness() => napping = Task.Run(NapAsync);

    /// <summary>All of it together, milliseconds.</summary>
    public double SumMs => lateMs.Sum();

    /// <summary>What a share of the naps stayed under, milliseconds; the naps before are forgotten.</summary>
    public double TakePercentileMs(double share)
    {
        var taken = new List<double>();
        while (lateMs.TryDequeue(out var late)) taken.Add(late);
        taken.Sort();
        return taken.Count == 0 ? 0 : taken[Math.Min(taken.Count - 1, (int)(share * taken.Count))];
    }

    public async ValueTask DisposeAsync()
    {
        await enough.CancelAsync();
        await napping;
        enough.Dispose();
    }

    private async Task NapAsync()
    {
        while (!enough.IsCancellationRequested)
        {
            var began = Stopwatch.GetTimestamp();
            await Task.Delay(Nap, CancellationToken.None);
            lateMs.Enqueue(Math.Max(0, (Stopwatch.GetElapsedTime(began) - Nap).TotalMilliseconds));
        }
    }
}
