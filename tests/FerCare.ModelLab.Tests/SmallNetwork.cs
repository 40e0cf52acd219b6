using FerCare.ModelLab.Data;
using FerCare.ModelLab.Networks;

namespace FerCare.ModelLab.Tests;

/// <summary>
/// A network for tests that train one: convolutions of every kind, batch normalisation, a sum and dropout, each on as few places and
/// channels as can be. After an epoch its statistics are taken from 5,120 faces, which is most of the time such a test takes.
/// </summary>
internal static class SmallNetwork
{
    public static NetworkPlan Plan { get; } = Planned();

    private static NetworkPlan Planned()
    {
        const int side = 24, narrow = 8, wide = 16;
        var plan = new PlanBuilder();
        var stem = plan.Rectified("stem", plan.Resized(NetworkPlan.Faces, side), narrow, 3, stride: 2);
        var halved = plan.Maximum(plan.Separable("entry_1", stem, narrow, wide), 3, 2);
        var entry = plan.Sum("entry", halved, plan.Convolution("entry_shortcut", stem, wide, 1, stride: 2));
        var middle = plan.Sum("middle", plan.Separable("middle_1", plan.Rectifier(entry), wide, wide), entry);
        // Places stay apart, as a synthetic face is told by where its blob lies: so the network learns within a few epochs.
        var row = plan.Dropping(plan.Flattening(plan.Rectifier(middle)), 0.4);
        return plan.WithHeads(row, "small", $"one block of {wide} channels, {side} pixels", FaceSet.Side);
    }
}
