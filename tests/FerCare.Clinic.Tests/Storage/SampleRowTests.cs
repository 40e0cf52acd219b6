using CsCheck;
using FerCare.Affect;
using FerCare.Clinic.Storage;

namespace FerCare.Clinic.Tests.Storage;

public sealed class SampleRowTests
{
    private static readonly Gen<EmotionProbabilities> anyProbabilities = Gen.Float[-12, 12].Array[Emotions.Count].Select(logits => EmotionProbabilities.FromLogits(logits));

    [Fact]
    public void Any_probabilities_come_back_within_one_step_and_sum_to_one() => anyProbabilities.Sample(emotions =>
    {
        var quantised = new byte[Emotions.Count];
        SampleRow.Quantise(emotions, quantised);
        quantised.Sum(q => q).ShouldBe(255);
        var restored = SampleRow.Restore(quantised);
        foreach (var emotion in Emotions.All) restored[emotion].ShouldBe(emotions[emotion], 1 / 255.0 + 1e-6);
    });

    [Fact]
    public void What_came_back_once_is_stored_the_same_again() => anyProbabilities.Sample(emotions =>
    {
        byte[] first = new byte[Emotions.Count], second = new byte[Emotions.Count];
        SampleRow.Quantise(emotions, first);
        SampleRow.Quantise(SampleRow.Restore(first), second);
        second.ShouldBe(first);
    });

    [Fact]
    public void Stored_probabilities_that_do_not_sum_to_the_whole_are_refused() =>
        Should.Throw<InvalidDataException>(() => SampleRow.Restore([1, 2, 3, 4, 5, 6, 7])).Message.ShouldContain("found 28");

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_figure_that_is_no_number_is_stored_as_missing(double figure) => SampleRow.Scaled(figure, SampleRow.EyeSteps).ShouldBeNull();
}
