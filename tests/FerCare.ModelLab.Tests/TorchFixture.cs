using FerCare.ModelLab.Native;
using FerCare.ModelLab.Tests;

[assembly: AssemblyFixture(typeof(TorchFixture))]

namespace FerCare.ModelLab.Tests;

/// <summary>Makes the tensor library loadable before the first test touches it.</summary>
public sealed class TorchFixture
{
    public TorchFixture() => TorchLibrary.Prepare();
}
