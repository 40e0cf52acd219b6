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

    [Theory]
    [InlineData("""{"$type":"convolution","name":"a","input":"faces","channels":8,"kernel":3,"stride":2}""")]
    [InlineData("""{"$type":"maximum","name":"a","input":"faces","kernel":2,"stride":2}""")]
    [InlineData("""{"$type":"dropping","name":"a","input":"faces","share":0}""")]
    public void A_plan_written_by_hand_is_read(string layer)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("plan.json"), PlanOf(layer));

        NetworkPlan.Read(folder.File("plan.json")).Layers.Count.ShouldBe(4);
    }

    [Theory]
    [InlineData("""{"$type":"convolution","name":"a","input":"faces","channels":8,"kernel":3,"stride":0}""", "a has a stride of 0")]
    [InlineData("""{"$type":"convolution","name":"a","input":"faces","channels":8,"kernel":3,"stride":-1}""", "a has a stride of -1")]
    [InlineData("""{"$type":"convolution","name":"a","input":"faces","channels":8,"kernel":0}""", "a has a kernel of 0")]
    [InlineData("""{"$type":"convolution","name":"a","input":"faces","channels":8,"kernel":2}""", "a has a kernel of 2")]
    [InlineData("""{"$type":"convolution","name":"a","input":"faces","channels":8,"kernel":2147483647}""", "a has a kernel of 2147483647")]
    [InlineData("""{"$type":"convolution","name":"a","input":"faces","channels":0,"kernel":1}""", "a has a size of 0")]
    [InlineData("""{"$type":"convolution","name":"a","input":"faces","channels":2000000000,"kernel":1}""", "a has a size of 2000000000")]
    [InlineData("""{"$type":"maximum","name":"a","input":"faces","kernel":2,"stride":0}""", "a has a stride of 0")]
    [InlineData("""{"$type":"maximum","name":"a","input":"faces","kernel":5,"stride":2}""", "a has a kernel of 5")]
    [InlineData("""{"$type":"resized","name":"a","input":"faces","side":0}""", "a has a size of 0")]
    [InlineData("""{"$type":"resized","name":"a","input":"faces","side":100000}""", "a has a size of 100000")]
    [InlineData("""{"$type":"dropping","name":"a","input":"faces","share":1}""", "a drops a share of 1")]
    [InlineData("""{"$type":"dropping","name":"a","input":"faces","share":-0.1}""", "a drops a share of -0.1")]
    [InlineData("""{"$type":"dense","name":"a","input":"faces","channels":8}""", "a reads a picture")]
    [InlineData("null", "found null")]
    public void A_plan_with_a_layer_that_cannot_be_computed_is_refused_by_file_and_layer(string layer, string said)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("plan.json"), PlanOf(layer));

        var refusal = Should.Throw<LabDataException>(() => NetworkPlan.Read(folder.File("plan.json"))).Message;

        refusal.ShouldContain("plan.json");
        refusal.ShouldContain(said);
    }

    [Fact]
    public void A_picture_that_is_smaller_than_the_window_on_it_is_refused()
    {
        var plan = new PlanBuilder();
        var x = NetworkPlan.Faces;
        for (var side = 48; side > 0; side /= 2) x = plan.Maximum(x, 2, 2);

        Should.Throw<ArgumentException>(() => plan.WithHeads(plan.SpatialMean(x), "odd", "", 48)).Message.ShouldContain("a kernel of 2 and reads a picture of 1x1");
    }

    [Fact]
    public void A_row_of_more_values_than_can_be_counted_is_refused()
    {
        var plan = new PlanBuilder();
        var x = plan.Flattening(plan.Convolution("a", NetworkPlan.Faces, 65536, 1));

        Should.Throw<ArgumentException>(() => plan.WithHeads(x, "odd", "", 224)).Message.ShouldContain("a row of 3288334336 values");
    }

    [Fact]
    public void A_convolution_of_a_row_and_a_head_that_gives_a_picture_are_refused()
    {
        var plan = new PlanBuilder();
        var x = plan.Convolution("late", plan.SpatialMean(NetworkPlan.Faces), 8, 1);

        Should.Throw<ArgumentException>(() => plan.WithHeads(x, "odd", "", 48)).Message.ShouldContain("late reads one row");
        Should.Throw<ArgumentException>(() => new NetworkPlan("odd", "", 48, [new Maximum("small", NetworkPlan.Faces, 2, 48), new Convolution(NetworkPlan.Fer2013, "small", 7, 1)]))
            .Message.ShouldContain("head fer2013");
    }

    /// <summary>A plan file of one layer "a", a row of what it gives, and the heads.</summary>
    private static string PlanOf(string layer) => $$"""
        {"network":"odd","description":"by hand","inputSize":48,"layers":[
          {{layer}},
          {"$type":"flattening","name":"row","input":"a"},
          {"$type":"dense","name":"fer2013","input":"row","channels":7},
          {"$type":"dense","name":"ferplus","input":"row","channels":7}]}
        """;
}
