using TorchSharp;

namespace FerCare.ModelLab.Native;

/// <summary>
/// A stretch of computing with tensors: those made in it are freed at its end, and until then nothing is freed behind its back.
/// TorchSharp hands bare addresses to the library and does not keep their owners alive during a call; a garbage collection at that
/// moment frees a tensor or a number that the library still reads, and the call fails, computes with another number or ends the process.
/// </summary>
public sealed class TensorScope : IDisposable
{
    private readonly FinalizerHold hold;
    private readonly DisposeScope tensors;

    private TensorScope()
    {
        // First what may fail: a hold that nobody releases would keep the process from ending.
        tensors = torch.NewDisposeScope();
        hold = FinalizerHold.Begin();
    }

    /// <summary>Begins a stretch on this thread.</summary>
    public static TensorScope Begin() => new();

    public void Dispose()
    {
        try
        {
            tensors.Dispose();
        }
        finally
        {
            hold.Dispose();
        }
    }
}
