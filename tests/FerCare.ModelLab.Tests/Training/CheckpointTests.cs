using FerCare.ModelLab.Data;
using FerCare.ModelLab.Networks;
using FerCare.ModelLab.Training;

namespace FerCare.ModelLab.Tests.Training;

public sealed class CheckpointTests : IDisposable
{
    // The quickest network of all: what a checkpoint does is the same for each.
    private static readonly NetworkPlan Perceptron = Baselines.Perceptron(dropout: 0);
    private static readonly TrainingOptions Recipe = new() { Epochs = 1, BatchSize = 14, LearningRate = 0.02, HeldOutShare = 0.1, HalfPrecision = false };
    private readonly TemporaryFolder folder = new();

    [Fact]
    public void A_checkpoint_of_another_network_is_refused_with_both_names()
    {
        Train("run", Recipe);

        var refusal = Should.Throw<LabDataException>(() => Train("run", Recipe, new XceptionShape(0.25, 1).Plan(dropout: 0)));

        refusal.Message.ShouldContain("width 0.25, 1 middle blocks");
        refusal.Message.ShouldContain("hidden layers of 512 and 256");
    }

    [Fact]
    public void Two_networks_whose_names_read_alike_are_told_apart_by_the_first_layer_that_differs()
    {
        Train("run", Recipe, Baselines.Perceptron(dropout: 0.3));

        var refusal = Should.Throw<LabDataException>(() => Train("run", Recipe, Baselines.Perceptron(dropout: 0.4)));

        refusal.Message.ShouldContain("expected Dropping");
        refusal.Message.ShouldContain("0.3");
    }

    [Fact]
    public void A_checkpoint_of_another_recipe_is_refused_by_what_differs_and_left_as_it_was()
    {
        Train("run", Recipe);

        var refusal = Should.Throw<LabDataException>(() => Train("run", Recipe with { Epochs = 2, WeightDecay = 0.05 }));

        refusal.Message.ShouldContain("recipe.json: expected a run with weightDecay 0.05, found 0.0005");
        Checkpoint.CurveIn(folder.File("run")).Count.ShouldBe(1);
    }

    [Fact]
    public void A_run_goes_on_with_another_number_of_epochs_rate_warm_up_and_patience()
    {
        Train("run", Recipe);

        Train("run", Recipe with { Epochs = 2, LearningRate = 0.01, WarmUpEpochs = 0, Patience = 3 });

        Checkpoint.CurveIn(folder.File("run")).Count.ShouldBe(2);
    }

    [Theory]
    [InlineData("weights.dat")]
    [InlineData("average.dat")]
    [InlineData("momentum.dat")]
    [InlineData("recipe.json")]
    [InlineData("plan.json")]
    public void A_damaged_checkpoint_is_refused_by_the_file_that_is_damaged(string file)
    {
        Train("run", Recipe);
        var path = folder.File($"run/checkpoint/{file}");
        File.WriteAllBytes(path, File.ReadAllBytes(path)[..100]);

        Should.Throw<LabDataException>(() => Train("run", Recipe with { Epochs = 2 })).Message.ShouldContain(file);
    }

    [Fact]
    public void A_learning_curve_that_has_lost_an_epoch_is_refused_where_the_weights_would_learn_it_again()
    {
        Train("run", Recipe with { Epochs = 2 });
        var curve = folder.File("run/checkpoint/curve.csv");
        File.WriteAllLines(curve, File.ReadAllLines(curve)[..^1]);

        Should.Throw<LabDataException>(() => Train("run", Recipe with { Epochs = 3 })).Message.ShouldContain("curve.csv: expected 2 epochs, as recipe.json tells, found 1");
    }

    [Fact]
    public void A_learning_curve_without_its_header_is_refused_before_an_epoch_is_taken_for_it()
    {
        File.WriteAllText(folder.File("curve.csv"), "1,0.1,2.00000,0.50000,0.60000,60.0\n2,0.1,1.90000,0.50000,0.60000,60.0\n");

        Should.Throw<LabDataException>(() => LearningPoint.ReadAll(folder.File("curve.csv"))).Message.ShouldContain("curve.csv: expected a learning curve");
    }

    [Fact]
    public void A_run_that_was_killed_between_the_renames_of_a_save_is_read_and_goes_on()
    {
        Train("run", Recipe);
        Directory.Move(folder.File("run/checkpoint"), folder.File("run/checkpoint.previous"));

        using (var network = Checkpoint.LoadAverage(folder.File("run"))) network.Plan.ToString().ShouldBe(Perceptron.ToString());
        Checkpoint.HistoryIn(folder.File("run")).Count.ShouldBe(1);
        Train("run", Recipe with { Epochs = 2 });
        Checkpoint.CurveIn(folder.File("run")).Count.ShouldBe(2);
    }

    [Fact]
    public void Weights_of_another_network_under_a_plan_are_refused_by_file()
    {
        Train("run", Recipe);
        File.WriteAllText(folder.File("run/checkpoint/plan.json"), new XceptionShape(0.25, 1).Plan(dropout: 0).ToJson());

        Should.Throw<LabDataException>(() => Checkpoint.LoadAverage(folder.File("run"))).Message.ShouldContain("average.dat");
    }

    [Fact]
    public void Epochs_of_the_run_that_another_starts_from_are_counted_with_its_own_and_not_given_to_one_that_has_begun()
    {
        Train("first", Recipe with { Epochs = 2 });
        Checkpoint.StartsAfter(folder.File("second"), Checkpoint.HistoryIn(folder.File("first")));
        Train("second", Recipe);

        Checkpoint.StartsAfter(folder.File("second"), Checkpoint.HistoryIn(folder.File("second")));

        Checkpoint.HistoryIn(folder.File("second")).Select(p => p.Epoch).ShouldBe([1, 2, 1]);
        Provenance.Of(folder.File("second")).ShouldContain("3 epochs");
        Provenance.Of(folder.File("first"), folder.File("second")).ShouldContain("3 epochs in 0.0 h, mean of the weights of 2 runs", Case.Sensitive, "what went into both counts once");
        Should.Throw<LabDataException>(() => LearningPoint.ReadAll(folder.File("second/checkpoint/plan.json"))).Message.ShouldContain("expected a learning curve");
    }

    private void Train(string run, TrainingOptions recipe, NetworkPlan? plan = null)
    {
        using var training = new TrainingRun(plan ?? Perceptron, recipe, SyntheticFaces.Of(140, seed: 8), folder.File(run));
        training.Go(TextWriter.Null, _ => { }, CancellationToken.None);
    }

    public void Dispose() => folder.Dispose();
}
