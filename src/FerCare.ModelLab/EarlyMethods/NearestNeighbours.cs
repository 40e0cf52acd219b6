using System.Buffers;
using System.Numerics.Tensors;
using FerCare.Affect;
using FerCare.ModelLab.Data;
using FerCare.ModelLab.Evaluation;

namespace FerCare.ModelLab.EarlyMethods;

/// <summary>
/// Names emotions after the nearest stored faces (Cover and Hart 1967), each counting with the inverse of its squared distance (Dudani 1976
/// weights by distance too). Calls from several threads are allowed.
/// </summary>
public sealed class NearestNeighbours
{
    /// <summary>Most neighbours that may vote.</summary>
    public const int MostNeighbours = 256;

    private const int FacesAtOnce = 16, StoredAtOnce = 32;

    /// <summary>Keeps a face that lies on a stored one from counting infinitely.</summary>
    private const float LeastDistance = 1e-4f;

    private readonly float[] squares;

    internal NearestNeighbours(StoredFaces stored, int neighbours, HeadTemperatures temperatures)
    {
        if (neighbours < 1 || neighbours > Math.Min(stored.Count, MostNeighbours))
            throw new ArgumentOutOfRangeException(nameof(neighbours), neighbours, $"Expected 1 to {Math.Min(stored.Count, MostNeighbours)} neighbours.");
        Stored = stored;
        Neighbours = neighbours;
        Temperatures = temperatures;
        squares = new float[stored.Count];
        for (var i = 0; i < squares.Length; i++) squares[i] = TensorPrimitives.SumOfSquares<float>(stored.Feature(i));
    }

    /// <summary>How many neighbours vote.</summary>
    public int Neighbours { get; }

    /// <summary>What faces are compared by.</summary>
    public FaceFeature Feature => Stored.Kind;

    /// <summary>Number of stored faces.</summary>
    public int Count => Stored.Count;

    /// <summary>Whether the stored faces have raters' votes; without them the scores of the ferplus head are all equal.</summary>
    public bool HasVotes => Stored.HasVotes;

    /// <summary>What divides each head's log-probabilities; fitted on held-out faces, 1 without.</summary>
    public HeadTemperatures Temperatures { get; }

    /// <summary>Stored numbers: for each face its feature, its label and, where raters voted, their seven shares.</summary>
    public long Parameters => (long)Count * (Stored.Length + 1 + (HasVotes ? Emotions.Count : 0));

    /// <summary>Multiply-adds of one face: its distances to all stored ones. The feature itself is less than a hundredth of that and not counted.</summary>
    public long MultiplyAdds => (long)Count * Stored.Length;

    /// <summary>Name, feature and number of neighbours.</summary>
    public string Version => $"knn-{(Feature == FaceFeature.Pixels ? "pixels" : "hog")}-{Neighbours}";

    internal StoredFaces Stored { get; }

    /// <summary>Stores faces; on held-out ones it chooses the number of neighbours (best mean accuracy of the heads) and fits the temperatures.</summary>
    /// <exception cref="LabDataException">There are fewer stored faces than neighbours.</exception>
    public static NearestNeighbours Train(FaceSet learning, FaceSet? heldOut, NearestNeighbourOptions options)
    {
        var stored = StoredFaces.Of(learning, options.Feature, options.Mirrored);
        var most = heldOut is null ? options.Neighbours[0] : options.Neighbours.Max();
        if (stored.Count < most) throw new LabDataException($"{learning.Source}: expected at least {most} faces to store for {most} neighbours, found {stored.Count}.");
        var widest = new NearestNeighbours(stored, most, new HeadTemperatures());
        if (heldOut is null) return widest;
        var choices = options.Neighbours.Order().ToArray();
        var scores = widest.Score(heldOut, choices);
        var best = Enumerable.Range(0, choices.Length).MaxBy(c => MeanAccuracy(scores[c], heldOut));
        return new NearestNeighbours(stored, choices[best], new HeadTemperatures().Fitted(scores[best], heldOut));
    }

    /// <summary>The file of stored faces in a checkpoint folder.</summary>
    public static string FileIn(string folder) => Path.Combine(folder, "neighbours.knn");

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <exception cref="LabDataException">Missing, truncated or of another kind; the message names the file.</exception>
    public static NearestNeighbours Load(string path) => NeighbourFile.Read(path);

    /// <summary>Writes the stored faces to a temporary file and renames it.</summary>
    /// <exception cref="LabDataException">It cannot be written.</exception>
    public void Save(string path) => NeighbourFile.Write(this, path);

    /// <summary>Log-probabilities of one face by both heads, on the calling thread.</summary>
    /// <param name="face">48x48 grey pixels.</param>
    /// <param name="fer2013">Room for 7 values, after the neighbours' labels.</param>
    /// <param name="ferPlus">Room for 7 values, after the neighbours' raters.</param>
    public void Score(ReadOnlySpan<byte> face, Span<float> fer2013, Span<float> ferPlus)
    {
        if (face.Length != FaceSet.PixelsPerFace) throw new ArgumentException($"Expected a face of {FaceSet.PixelsPerFace} pixels, found {face.Length}.", nameof(face));
        var rented = ArrayPool<float>.Shared.Rent(Stored.Length + Count);
        try
        {
            var feature = rented.AsSpan(0, Stored.Length);
            var distances = rented.AsSpan(Stored.Length, Count);
            FaceFeatures.Write(Feature, face, feature);
            Measure(feature, distances);
            var found = new Neighbours(stackalloc float[Neighbours], stackalloc int[Neighbours]);
            for (var i = 0; i < distances.Length; i++) found.Offer(distances[i], i);
            Vote(found, Neighbours, fer2013, ferPlus);
        }
        finally
        {
            ArrayPool<float>.Shared.Return(rented);
        }
    }

    /// <summary>Log-probabilities of many faces by both heads, on all processors.</summary>
    public TwoHeadedScores Score(FaceSet faces) => Score(faces, [Neighbours])[0];

    private TwoHeadedScores[] Score(FaceSet faces, int[] choices)
    {
        var fer2013 = choices.Select(_ => new float[faces.Count * Emotions.Count]).ToArray();
        var ferPlus = choices.Select(_ => new float[faces.Count * Emotions.Count]).ToArray();
        Parallel.For(0, (faces.Count + FacesAtOnce - 1) / FacesAtOnce, group =>
        {
            int start = group * FacesAtOnce, n = Math.Min(FacesAtOnce, faces.Count - start);
            var features = new float[n * Stored.Length];
            var distances = new float[n * Count];
            for (var i = 0; i < n; i++) FaceFeatures.Write(Feature, faces.Face(start + i), features.AsSpan(i * Stored.Length, Stored.Length));
            Measure(features, distances);
            Span<float> nearest = stackalloc float[Neighbours];
            Span<int> indices = stackalloc int[Neighbours];
            for (var i = 0; i < n; i++)
            {
                var found = new Neighbours(nearest, indices);
                for (var j = 0; j < Count; j++) found.Offer(distances[i * Count + j], j);
                var row = (start + i) * Emotions.Count;
                for (var c = 0; c < choices.Length; c++)
                    Vote(found, choices[c], fer2013[c].AsSpan(row, Emotions.Count), ferPlus[c].AsSpan(row, Emotions.Count));
            }
        });
        return [.. fer2013.Zip(ferPlus, (a, b) => new TwoHeadedScores(a, b, Version))];
    }

    /// <summary>Squared distances [n * count] of n features to all stored ones; a few stored faces are compared with all n while they are in the cache.</summary>
    private void Measure(ReadOnlySpan<float> features, Span<float> distances)
    {
        var n = features.Length / Stored.Length;
        for (var start = 0; start < Count; start += StoredAtOnce)
        {
            var end = Math.Min(Count, start + StoredAtOnce);
            for (var i = 0; i < n; i++)
            {
                var feature = features.Slice(i * Stored.Length, Stored.Length);
                var row = distances.Slice(i * Count, Count);
                for (var j = start; j < end; j++) row[j] = squares[j] - 2 * TensorPrimitives.Dot(feature, Stored.Feature(j));
            }
        }

        for (var i = 0; i < n; i++)
        {
            var row = distances.Slice(i * Count, Count);
            TensorPrimitives.Add(row, TensorPrimitives.SumOfSquares(features.Slice(i * Stored.Length, Stored.Length)), row);
            TensorPrimitives.Max(row, 0f, row);
        }
    }

    private void Vote(in Neighbours found, int neighbours, Span<float> fer2013, Span<float> ferPlus)
    {
        fer2013.Clear();
        ferPlus.Clear();
        for (var i = 0; i < neighbours; i++)
        {
            var weight = 1 / (found.Distances[i] + LeastDistance);
            fer2013[Stored.Labels[found.Indices[i]]] += weight;
            // Faces on which the raters agreed on nothing have shares of 0 and do not count.
            if (HasVotes) TensorPrimitives.MultiplyAdd(Stored.Shares(found.Indices[i]), weight, ferPlus, ferPlus);
        }

        LogShares(fer2013, Stored.LabelPrior, 1f / (neighbours + 1));
        LogShares(ferPlus, Stored.RaterPrior, 1f / (neighbours + 1));
    }

    /// <summary>Votes to log-probabilities, as if one more neighbour voted with the shares of all stored faces, so that no class is impossible.</summary>
    private static void LogShares(Span<float> votes, ReadOnlySpan<float> prior, float fromPrior)
    {
        var total = TensorPrimitives.Sum<float>(votes);
        for (var i = 0; i < votes.Length; i++)
            votes[i] = MathF.Log(total > 0 ? (1 - fromPrior) * votes[i] / total + fromPrior * prior[i] : prior[i]);
    }

    private static double MeanAccuracy(TwoHeadedScores scores, FaceSet faces)
    {
        var figures = EmotionEvaluation.Of(scores, faces, new HeadTemperatures());
        return (figures.Fer2013.Accuracy + (figures.FerPlus ?? figures.Fer2013).Accuracy) / 2;
    }
}
