using FerCare.ModelLab.Native;
using FerCare.ModelLab.Tests;

[assembly: AssemblyFixture(typeof(TorchFixture))]
// The tensor library has one random generator for the whole process; what draws from it must not overlap.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]

namespace FerCare.ModelLab.Tests;

/// <summary>Makes the tensor library loadable before the first test touches it.</summary>
public sealed class TorchFixture
{
    public TorchFixture()
    {
        TorchLibrary.Prepare();
        // Tests run beside others; threads that wait for one another would take longer than one alone.
        TorchSharp.torch.set_num_threads(1);
    }
}
