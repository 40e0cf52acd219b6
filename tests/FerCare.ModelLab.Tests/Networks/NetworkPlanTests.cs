using FerCare.ModelLab.Data;
using FerCare.ModelLab.Networks;

namespace FerCare.ModelLab.Tests.Networks;

public sealed class NetworkPlanTests
{
    [Fact]
    public void The_reference_takes_831_million_multiply_adds()
    {
        var cost = NetworkCost.Of(XceptionShape.Reference.Plan(dropout: 0));

        (cost.MultiplyAdds / 1e6).ShouldBe(831, 1);
        (cost.Parameters / 1e6).ShouldBe(16.36, 0.01);
    }

    [Fact]
    public void A_plan_written_and_read_is_the_same_plan()
    {
        using var folder = new TemporaryFolder();
        var plan = Baselines.ResNet50(dropout: 0.3);
        File.WriteAllText(folder.File("plan.json"), plan.ToJson());

        NetworkPlan.Read(folder.File("plan.json")).ToJson().ShouldBe(plan.ToJson());
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("not a plan")]
    public void A_file_that_is_no_plan_is_refused_by_name(string content)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("plan.json"), content);

        Should.Throw<LabDataException>(() => NetworkPlan.Read(folder.File("plan.json"))).Message.ShouldContain("plan.json");
    }

    [Fact]
    public void A_sum_of_two_shapes_is_refused()
    {
        var plan = new PlanBuilder();
        var a = plan.Convolution("a", NetworkPlan.Faces, 8, 3);
        var x = plan.Sum("both", a, plan.Convolution("b", a, 16, 3));

        Should.Throw<ArgumentException>(() => plan.WithHeads(plan.SpatialMean(x), "odd", "", 48)).Message.ShouldContain("both");
    }

    [Fact]
    public void A_layer_that_reads_nothing_known_is_refused() =>
        Should.Throw<ArgumentException>(() => new NetworkPlan("odd", "", 48, [new Rectifier("r", "nowhere")])).Message.ShouldContain("nowhere");
}
