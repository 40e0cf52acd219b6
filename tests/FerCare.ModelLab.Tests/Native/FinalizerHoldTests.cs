using System.Runtime.CompilerServices;
using FerCare.ModelLab.Native;
using static TorchSharp.torch;

namespace FerCare.ModelLab.Tests.Native;

public sealed class FinalizerHoldTests
{
    private static readonly TimeSpan Enough = TimeSpan.FromSeconds(20), AWhile = TimeSpan.FromMilliseconds(200);

    [Fact]
    public void What_becomes_garbage_while_finalizers_are_held_is_finalized_afterwards()
    {
        using var finalized = new ManualResetEventSlim();
        using (FinalizerHold.Begin())
        {
            using (FinalizerHold.Begin()) Drop(finalized);
            GC.Collect();
            finalized.Wait(AWhile, TestContext.Current.CancellationToken).ShouldBeFalse();
        }

        finalized.Wait(Enough, TestContext.Current.CancellationToken).ShouldBeTrue();
    }

    [Fact]
    public void A_hold_that_is_released_twice_does_not_release_another()
    {
        using var finalized = new ManualResetEventSlim();
        using (FinalizerHold.Begin())
        {
            var second = FinalizerHold.Begin();
            second.Dispose();
            second.Dispose();
            Drop(finalized);
            GC.Collect();
            finalized.Wait(AWhile, TestContext.Current.CancellationToken).ShouldBeFalse();
        }

        finalized.Wait(Enough, TestContext.Current.CancellationToken).ShouldBeTrue();
    }

    /// <summary>Without the hold a number is freed in the middle of a sum within a second, and the library reads something else.</summary>
    [Fact]
    public void Collections_at_any_moment_leave_sums_right()
    {
        using var done = new CancellationTokenSource(TimeSpan.FromSeconds(3));
        var collector = new Thread(() =>
        {
            while (!done.IsCancellationRequested)
            {
                GC.Collect(0);
                GC.WaitForPendingFinalizers();
            }
        });
        collector.Start();
        var sums = 0;
        while (!done.IsCancellationRequested)
        {
            using var scope = TensorScope.Begin();
            var (one, two) = (ones(1), full(1, 2f));
            for (var i = 0; i < 500; i++)
            {
                (one + two * 3).item<float>().ShouldBe(7);
                sums++;
            }
        }

        collector.Join();
        sums.ShouldBeGreaterThan(1000);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Drop(ManualResetEventSlim finalized) => _ = new Droppable(finalized);

    private sealed class Droppable(ManualResetEventSlim finalized)
    {
        ~Droppable() => finalized.Set();
    }
}
