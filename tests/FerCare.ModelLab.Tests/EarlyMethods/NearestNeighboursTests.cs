using FerCare.Affect;
using FerCare.ModelLab.Data;
using FerCare.ModelLab.EarlyMethods;
using FerCare.ModelLab.Evaluation;

namespace FerCare.ModelLab.Tests.EarlyMethods;

public sealed class NearestNeighboursTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly FaceSet learning = SyntheticFaces.Of(140, seed: 1);
    private readonly FaceSet unseen = SyntheticFaces.Of(35, seed: 2);

    [Theory]
    [InlineData(FaceFeature.Pixels)]
    [InlineData(FaceFeature.GradientHistograms)]
    public void Faces_never_seen_are_named_after_the_stored_ones(FaceFeature feature)
    {
        var neighbours = NearestNeighbours.Train(learning, heldOut: null, new NearestNeighbourOptions { Feature = feature, Neighbours = [5] });

        var figures = EmotionEvaluation.Of(neighbours.Score(unseen), unseen, neighbours.Temperatures);

        figures.Fer2013.Accuracy.ShouldBeGreaterThan(0.95);
        figures.FerPlus!.Accuracy.ShouldBeGreaterThan(0.95);
    }

    [Fact]
    public void One_face_on_its_own_scores_as_among_many_and_its_probabilities_sum_to_one()
    {
        var neighbours = NearestNeighbours.Train(learning, heldOut: null, new NearestNeighbourOptions { Neighbours = [7] });
        var together = neighbours.Score(unseen);
        float[] fer2013 = new float[Emotions.Count], ferPlus = new float[Emotions.Count];

        for (var i = 0; i < unseen.Count; i++)
        {
            neighbours.Score(unseen.Face(i), fer2013, ferPlus);

            fer2013.ShouldBe(together.Fer2013.AsSpan(i * Emotions.Count, Emotions.Count).ToArray());
            ferPlus.ShouldBe(together.FerPlus.AsSpan(i * Emotions.Count, Emotions.Count).ToArray());
            fer2013.Sum(score => Math.Exp(score)).ShouldBe(1, 1e-5);
            ferPlus.Sum(score => Math.Exp(score)).ShouldBe(1, 1e-5);
        }
    }

    [Fact]
    public void A_stored_face_is_its_own_nearest_neighbour()
    {
        // Random labels: only the face itself knows its own.
        var random = new Random(4);
        var labels = learning.Labels.Select(_ => (byte)random.Next(Emotions.Count)).ToArray();
        var shuffled = new FaceSet(learning.Pixels, labels, SyntheticFaces.VotesFor(labels));

        var neighbours = NearestNeighbours.Train(shuffled, heldOut: null, new NearestNeighbourOptions { Neighbours = [1] });

        EmotionEvaluation.Of(neighbours.Score(shuffled), shuffled, neighbours.Temperatures).Fer2013.Accuracy.ShouldBe(1);
    }

    [Fact]
    public void The_number_of_neighbours_is_the_one_that_serves_held_out_faces_best()
    {
        // Every fifth label is wrong: one neighbour repeats the errors, many outvote them.
        var labels = learning.Labels.Select((label, i) => i % 5 == 0 ? (byte)((label + 1) % Emotions.Count) : label).ToArray();
        var noisy = new FaceSet(learning.Pixels, labels, SyntheticFaces.VotesFor(labels));

        NearestNeighbours.Train(noisy, unseen, new NearestNeighbourOptions { Neighbours = [1, 15] }).Neighbours.ShouldBe(15);
    }

    [Fact]
    public void A_mirrored_face_is_recognised_where_mirror_images_are_stored()
    {
        var options = new NearestNeighbourOptions { Neighbours = [1] };
        var mirrored = learning.Mirrored();

        NearestNeighbours plain = NearestNeighbours.Train(learning, null, options), both = NearestNeighbours.Train(learning, null, options with { Mirrored = true });

        EmotionEvaluation.Of(plain.Score(mirrored), mirrored, plain.Temperatures).Fer2013.Accuracy.ShouldBeLessThan(0.9);
        EmotionEvaluation.Of(both.Score(mirrored), mirrored, both.Temperatures).Fer2013.Accuracy.ShouldBe(1);
        both.MultiplyAdds.ShouldBe(2 * plain.MultiplyAdds);
    }

    [Fact]
    public void What_was_saved_answers_alike_after_loading()
    {
        var saved = NearestNeighbours.Train(learning, unseen, new NearestNeighbourOptions { Neighbours = [3, 7] });
        saved.Save(folder.File("faces.knn"));

        var loaded = NearestNeighbours.Load(folder.File("faces.knn"));

        loaded.Score(unseen).Fer2013.ShouldBe(saved.Score(unseen).Fer2013);
        loaded.Score(unseen).FerPlus.ShouldBe(saved.Score(unseen).FerPlus);
        loaded.Temperatures.ShouldBe(saved.Temperatures);
        (loaded.Version, loaded.Parameters).ShouldBe((saved.Version, saved.Parameters));
        loaded.Parameters.ShouldBe(140L * (900 + 1 + 7));
    }

    [Fact]
    public void Faces_without_votes_leave_the_ferplus_scores_equal()
    {
        var labelled = new FaceSet(learning.Pixels, learning.Labels, votes: null);
        var neighbours = NearestNeighbours.Train(labelled, null, new NearestNeighbourOptions { Neighbours = [3] });
        neighbours.Save(folder.File("faces.knn"));

        var scores = NearestNeighbours.Load(folder.File("faces.knn")).Score(unseen);

        scores.FerPlus.ShouldAllBe(score => Math.Abs(score - Math.Log(1.0 / 7)) < 1e-6);
        EmotionEvaluation.Of(scores, unseen, neighbours.Temperatures).Fer2013.Accuracy.ShouldBeGreaterThan(0.95);
    }

    [Fact]
    public void A_truncated_or_foreign_file_is_refused_by_name()
    {
        NearestNeighbours.Train(learning, null, new NearestNeighbourOptions { Neighbours = [3] }).Save(folder.File("faces.knn"));
        var bytes = File.ReadAllBytes(folder.File("faces.knn"));

        Refusal(bytes[..^1]).ShouldContain($"expected {bytes.Length} bytes for 140 faces, found {bytes.Length - 1}");
        Refusal(bytes[..20]).ShouldContain("expected stored neighbours");
        Refusal([1, 2, .. bytes[2..]]).ShouldContain("expected stored neighbours");
        Refusal(With(8, 2)).ShouldContain("expected version 1, found 2");
        Refusal(With(12, 5)).ShouldContain("found kind 5");
        Refusal(With(16, 901)).ShouldContain("of 901 numbers");
        Refusal(With(20, -1)).ShouldContain("faces, found -1");
        Refusal(With(24, 141)).ShouldContain("expected 1 to 140 neighbours, found 141");
        Should.Throw<LabDataException>(() => NearestNeighbours.Load(folder.File("nowhere.knn"))).Message.ShouldContain("nowhere.knn");

        string Refusal(byte[] content)
        {
            File.WriteAllBytes(folder.File("wrong.knn"), content);
            var message = Should.Throw<LabDataException>(() => NearestNeighbours.Load(folder.File("wrong.knn"))).Message;
            message.ShouldStartWith(folder.File("wrong.knn"));
            return message;
        }

        byte[] With(int at, int value)
        {
            var changed = (byte[])bytes.Clone();
            BitConverter.TryWriteBytes(changed.AsSpan(at), value);
            return changed;
        }
    }

    [Fact]
    public void Fewer_faces_than_neighbours_are_refused() =>
        Should.Throw<LabDataException>(() => NearestNeighbours.Train(SyntheticFaces.Of(7, seed: 1), null, new NearestNeighbourOptions { Neighbours = [8] }))
            .Message.ShouldContain("expected at least 8 faces to store for 8 neighbours, found 7");

    public void Dispose() => folder.Dispose();
}
