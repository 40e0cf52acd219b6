using FerCare.ModelLab.Data;
using FerCare.ModelLab.Networks;
using FerCare.ModelLab.Tests.Native;
using FerCare.ModelLab.Training;

namespace FerCare.ModelLab.Tests.Training;

[FinalizersHeld]
public sealed class WeightMeanRefusalTests
{
    [Fact]
    public void Networks_that_read_alike_are_told_apart_by_where_they_come_from_and_by_what_differs()
    {
        var plan = Folding.PlanOf(Baselines.Vgg(dropout: 0, width: 0.125));
        var wider = Folding.PlanOf(Baselines.Vgg(dropout: 0, width: 0.25));
        using var one = new PlannedNetwork(plan);
        using var other = new PlannedNetwork(new NetworkPlan(plan.Network, plan.Description, plan.InputSize, wider.Layers));

        var refusal = Should.Throw<LabDataException>(() => WeightMean.Of([one, other], ["first", "second"])).Message;

        refusal.ShouldStartWith("second: expected the network of first, ");
        refusal.ShouldContain(FormattableString.Invariant($"{NetworkCost.Of(plan).Parameters:N0} parameters"));
        refusal.ShouldContain(FormattableString.Invariant($"{NetworkCost.Of(wider).Parameters:N0} parameters"));
        refusal.ShouldContain(PlanDifference.Between(plan, wider));
    }
}
