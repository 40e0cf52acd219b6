using System.CommandLine;
using FerCare.ModelLab.Networks;
using FerCare.ModelLab.Training;
using FerCare.ModelLab.Verbs;

namespace FerCare.ModelLab.Tests.Verbs;

public sealed class VerbOptionsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Theory]
    [InlineData("sgd", 0.03, 5e-4)]
    [InlineData("adamw", 0.001, 0.05)]
    public void Each_optimizer_has_a_rate_and_a_decay_of_its_own(string optimizer, double rate, double decay)
    {
        var recipe = Recipe(new RecipeOptions(rate: 0.03), $"--optimizer={optimizer}");

        (recipe.LearningRate, recipe.WeightDecay).ShouldBe((rate, decay));
    }

    [Theory]
    [InlineData("sgd")]
    [InlineData("adamw")]
    public void A_rate_and_a_decay_that_are_named_hold_for_either_optimizer(string optimizer)
    {
        var recipe = Recipe(new RecipeOptions(), $"--optimizer={optimizer}", "--learning-rate=0.02", "--weight-decay=0");

        (recipe.LearningRate, recipe.WeightDecay).ShouldBe((0.02, 0.0));
    }

    [Theory]
    [InlineData("--epochs=0", "expected at least 1, found 0")]
    [InlineData("--learning-rate=0", "expected a number above 0, found 0")]
    [InlineData("--learning-rate=-0.1", "expected a number above 0, found -0.1")]
    [InlineData("--warm-up=NaN", "expected a number from 0, found NaN")]
    [InlineData("--weight-decay=-1", "expected a number from 0, found -1")]
    [InlineData("--patience=-1", "expected at least 0, found -1")]
    [InlineData("--distillation-share=1.5", "expected 0 to 1, found 1.5")]
    [InlineData("--variation=2", "expected 0 to 1, found 2")]
    public void A_value_of_the_recipe_out_of_its_range_is_refused_by_name(string option, string told) =>
        Should.Throw<ArgumentException>(() => Recipe(new RecipeOptions(), option)).Message.ShouldBe($"{option.Split('=')[0]}: {told}.");

    [Fact]
    public void A_share_that_follows_teachers_is_refused_where_there_are_none()
    {
        var options = new RecipeOptions();
        var given = Parsed(options, "--distillation-share=0.5");

        Should.Throw<ArgumentException>(() => options.Teachers(given, options.Read(given))).Message.ShouldBe("--distillation-share: expected --teachers with it, found none.");
    }

    [Theory]
    [InlineData("ann", "--dropout=2", "expected 0 to under 1, found 2")]
    [InlineData("xception", "--dropout=NaN", "expected 0 to under 1, found NaN")]
    [InlineData("ann", "--width=0.5", "expected a network that it changes, found ann")]
    [InlineData("resnet50", "--width=0.5", "expected a network that it changes, found resnet50")]
    [InlineData("vgg", "--middle=4", "expected a network that it changes, found vgg")]
    [InlineData("vgg", "--input-size=48", "expected a network that it changes, found vgg")]
    public void A_size_that_a_network_does_not_have_is_refused_by_name(string network, string option, string told) =>
        Should.Throw<ArgumentException>(() => Plan(network, option)).Message.ShouldBe($"{option.Split('=')[0]}: {told}.");

    [Fact]
    public void Sizes_that_a_network_has_shape_it_and_are_refused_beside_a_plan()
    {
        NetworkCost.Of(Plan("vgg", "--width=0.5")).Parameters.ShouldBeLessThan(NetworkCost.Of(Plan("vgg")).Parameters);
        File.WriteAllText(folder.File("plan.json"), Plan("ann").ToJson());
        Plan("xception", $"--plan={folder.File("plan.json")}").Network.ShouldBe("ann");
        Should.Throw<ArgumentException>(() => Plan("xception", $"--plan={folder.File("plan.json")}", "--width=0.5")).Message.ShouldStartWith("--width: expected no --plan with it");
    }

    [Theory]
    [InlineData("--network=knn --teachers=a", "--teachers: expected a network that is trained by steps, found knn.")]
    [InlineData("--network=knn --width=0.5", "--width: expected a network that is trained by steps, found knn.")]
    [InlineData("--network=ann --feature=hog", "--feature: expected --network knn with it, found ann.")]
    [InlineData("--start-curve=curve.csv", "--start-curve: expected --start with it, found none.")]
    public async Task What_would_do_nothing_in_training_is_refused_by_name(string options, string told) =>
        (await Refusal(TrainVerb.Create(), $"--data=nowhere --checkpoints=nowhere {options}")).ShouldBe(told);

    [Fact]
    public async Task A_network_that_is_not_the_one_of_the_plan_is_refused()
    {
        File.WriteAllText(folder.File("plan.json"), Plan("ann").ToJson());

        (await Refusal(TrainVerb.Create(), $"--data=nowhere --checkpoints=nowhere --network=vgg --plan={folder.File("plan.json")}")).ShouldBe("--network: expected ann, as the plan tells, found vgg.");
    }

    [Theory]
    [InlineData("--plan=plan.json", "--plan: expected an exported network (.onnx) with it, found run.")]
    [InlineData("--start-curve=curve.csv", "--start-curve: expected an exported network (.onnx) with it, found run.")]
    [InlineData("--rounds=1 --epochs-between=2", "--epochs-between: expected --rounds above 1 with it, found 1.")]
    [InlineData("--rounds=0", "--rounds: expected at least 1, found 0.")]
    [InlineData("--parameters=NaN", "--parameters: expected a number above 0, found NaN.")]
    public async Task What_would_do_nothing_in_pruning_or_is_out_of_range_is_refused_by_name(string option, string told) =>
        (await Refusal(PruneVerb.Create(), $"--from=run --data=nowhere --checkpoints=nowhere {option}")).ShouldBe(told);

    [Theory]
    [InlineData("--least-balanced 0.6 0.7", "--least-balanced: expected --balance with it, found none.")]
    [InlineData("--balanced-share=0.5", "--balanced-share: expected --balance with it, found none.")]
    [InlineData("--balance --balanced-share=0.5 --least-balanced 0.6 0.7", "--balanced-share: expected either it or --least-balanced, found both.")]
    [InlineData("--balance --least-balanced 0.6 70", "--least-balanced: expected 0 to 1, found 70.")]
    [InlineData("--calibration-faces=0", "--calibration-faces: expected at least 1, found 0.")]
    [InlineData("--teachers=a", "--teachers: expected --epochs above 0 with it, found 0.")]
    [InlineData("--epochs=3 --checkpoints=nowhere --single-precision", "--single-precision: expected no choice of it, as quantising always tunes in single precision, found one.")]
    public async Task What_would_do_nothing_in_quantising_or_is_out_of_range_is_refused_by_name(string options, string told) =>
        (await Refusal(QuantizeVerb.Create(), $"--from=run --model=made.onnx --data=nowhere {options}")).ShouldBe(told);

    [Theory]
    [InlineData("--through-pipeline")]
    [InlineData("--robustness")]
    public async Task Mirror_images_beside_a_measurement_that_scores_none_are_refused(string option) =>
        (await Refusal(EvaluateVerb.Create(), $"--model=made.onnx --data=nowhere --mirror {option}"))
            .ShouldBe("--mirror: expected neither --through-pipeline nor --robustness with it, which score no mirror images, found one.");

    [Fact]
    public void The_seed_of_quantising_is_said_to_choose_the_calibration_faces() =>
        QuantizeVerb.Create().Options.Single(o => o.Name == "--seed").Description.ShouldNotBeNull().ShouldContain("calibration faces");

    public void Dispose() => folder.Dispose();

    private static TrainingOptions Recipe(RecipeOptions options, params string[] given) => options.Read(Parsed(options, given));

    private static ParseResult Parsed(RecipeOptions options, params string[] given)
    {
        var command = new Command("train");
        options.AddTo(command);
        return command.Parse((string[])["--data=nowhere", "--checkpoints=nowhere", .. given]);
    }

    private static NetworkPlan Plan(string network, params string[] given)
    {
        var options = new NetworkOptions();
        var command = new Command("train");
        options.AddTo(command);
        return options.Read(command.Parse(given), network);
    }

    private static async Task<string> Refusal(Command verb, string options)
    {
        var parsed = verb.Parse(options.Split(' '));
        parsed.Errors.ShouldBeEmpty();
        return (await Should.ThrowAsync<ArgumentException>(() => parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false }))).Message;
    }
}
