using System.Runtime.CompilerServices;

namespace FerCare.ModelLab.Native;

/// <summary>
/// While one is held, no finalizer of the process runs; those of objects that became garbage meanwhile run at its end.
/// Holds may lie in one another. Waiting for finalizers inside one would wait for ever.
/// </summary>
public sealed class FinalizerHold : IDisposable
{
    private static readonly Lock Changing = new();
    private static int depth;
    private static Barrier? current;
    private bool released;

    private FinalizerHold()
    {
    }

    /// <summary>Waits until the finalizer at hand has ended, and keeps the next from beginning.</summary>
    public static FinalizerHold Begin()
    {
        lock (Changing)
        {
            current ??= Barrier.Reached();
            depth++;
        }

        return new FinalizerHold();
    }

    public void Dispose()
    {
        if (released) return;
        released = true;
        lock (Changing)
        {
            if (--depth > 0) return;
            current!.Open.Set();
            current = null;
        }
    }

    /// <summary>What the only finalizer thread stands at: an object whose own finalizer waits.</summary>
    private sealed class Barrier
    {
        public ManualResetEventSlim Open { get; } = new();

        private ManualResetEventSlim Arrived { get; } = new();

        public static Barrier Reached()
        {
            var barrier = new Barrier();
            Drop(barrier);
            // The youngest generation holds what was just dropped, unless another collection came between.
            for (var generation = 0; ; generation = GC.MaxGeneration)
            {
                GC.Collect(generation);
                if (barrier.Arrived.Wait(TimeSpan.FromSeconds(1))) return barrier;
            }
        }

        // In a method of its own, so that no register of the caller still knows the object.
        [MethodImpl(MethodImplOptions.NoInlining)]
        private static void Drop(Barrier barrier) => _ = new Obstacle(barrier);

        private sealed class Obstacle(Barrier barrier)
        {
            ~Obstacle()
            {
                barrier.Arrived.Set();
                barrier.Open.Wait();
            }
        }
    }
}
