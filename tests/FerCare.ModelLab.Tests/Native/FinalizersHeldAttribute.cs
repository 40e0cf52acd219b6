using System.Reflection;
using FerCare.ModelLab.Native;
using Xunit.v3;

namespace FerCare.ModelLab.Tests.Native;

/// <summary>Tests that compute with tensors themselves: nothing is freed behind their back.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class FinalizersHeldAttribute : BeforeAfterTestAttribute
{
    private FinalizerHold? hold;

    public override void Before(MethodInfo methodUnderTest, IXunitTest test) => hold = FinalizerHold.Begin();

    public override void After(MethodInfo methodUnderTest, IXunitTest test) => hold!.Dispose();
}
