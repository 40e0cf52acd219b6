using FerCare.Affect;
using FerCare.ModelLab.Data;

namespace FerCare.ModelLab.Tests.Data;

public sealed class FaceSetTests
{
    // Columns: neutral, happiness, surprise, sadness, anger, disgust, fear, contempt, unknown, not a face.
    [Theory]
    [InlineData(new byte[] { 2, 8, 0, 0, 0, 0, 0, 0, 0, 0 }, Emotion.Happy)]
    [InlineData(new byte[] { 4, 0, 0, 0, 5, 0, 0, 1, 0, 0 }, Emotion.Angry)]
    [InlineData(new byte[] { 0, 0, 0, 0, 0, 0, 6, 4, 0, 0 }, Emotion.Fear)]
    [InlineData(new byte[] { 5, 5, 0, 0, 0, 0, 0, 0, 0, 0 }, null)]
    [InlineData(new byte[] { 4, 0, 0, 0, 0, 0, 0, 0, 4, 0 }, null)]
    [InlineData(new byte[] { 0, 0, 0, 0, 0, 0, 0, 0, 0, 10 }, null)]
    public void The_raters_majority_is_the_top_emotion_unless_it_is_shared_or_no_emotion(byte[] votes, Emotion? expected) =>
        One(votes).RaterMajority(0).ShouldBe(expected);

    [Fact]
    public void A_single_vote_counts_as_none()
    {
        Span<float> distribution = stackalloc float[Emotions.Count];

        One([1, 6, 3, 0, 0, 0, 0, 0, 0, 0]).RaterDistribution(0, distribution).ShouldBeTrue();

        distribution[(int)Emotion.Neutral].ShouldBe(0);
        distribution[(int)Emotion.Happy].ShouldBe(6 / 9f, 1e-6f);
        distribution[(int)Emotion.Surprise].ShouldBe(3 / 9f, 1e-6f);
    }

    [Fact]
    public void A_face_without_agreement_has_no_distribution() =>
        One([1, 1, 1, 1, 1, 1, 1, 1, 1, 1]).RaterDistribution(0, new float[Emotions.Count]).ShouldBeFalse();

    [Fact]
    public void Files_that_do_not_belong_together_are_refused() =>
        Should.Throw<LabDataException>(() => new FaceSet(new byte[FaceSet.PixelsPerFace], [0, 1], new byte[20])).Message.ShouldContain("Expected 2 images for 2 labels, found 1");

    [Fact]
    public void A_label_outside_the_seven_is_refused() =>
        Should.Throw<LabDataException>(() => new FaceSet(new byte[FaceSet.PixelsPerFace], [7], new byte[10])).Message.ShouldContain("found 7 at image 0");

    private static FaceSet One(byte[] votes) => new(new byte[FaceSet.PixelsPerFace], [0], votes);
}
