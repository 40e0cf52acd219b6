using System.Numerics.Tensors;
using FerCare.Affect;
using FerCare.ModelLab.Data;

namespace FerCare.ModelLab.EarlyMethods;

/// <summary>The features of some faces with their labels and their raters' shares.</summary>
internal sealed class StoredFaces
{
    private readonly float[] features;
    private readonly float[]? shares;

    /// <param name="kind">What the features are.</param>
    /// <param name="features">n rows of <see cref="Length"/> numbers.</param>
    /// <param name="labels">n classes.</param>
    /// <param name="shares">n rows of the raters' seven shares, all 0 where they agreed on nothing; null where nobody voted.</param>
    public StoredFaces(FaceFeature kind, float[] features, byte[] labels, float[]? shares)
    {
        Kind = kind;
        Length = FaceFeatures.Length(kind);
        if (features.Length != labels.Length * Length) throw new ArgumentException($"Expected {labels.Length} features of {Length} numbers, found {features.Length} numbers.", nameof(features));
        if (shares is not null && shares.Length != labels.Length * Emotions.Count) throw new ArgumentException($"Expected {labels.Length} rows of shares, found {shares.Length} shares.", nameof(shares));
        this.features = features;
        this.shares = shares;
        Labels = labels;
        // One more of each class than there is, so that none is impossible.
        var counts = Enumerable.Repeat(1f, Emotions.Count).ToArray();
        foreach (var label in labels) counts[label]++;
        LabelPrior = Normalised(counts);
        Array.Fill(counts, 1);
        for (var i = 0; shares is not null && i < Count; i++) TensorPrimitives.Add(counts, Shares(i), counts);
        RaterPrior = Normalised(counts);
    }

    /// <summary>What the features are.</summary>
    public FaceFeature Kind { get; }

    /// <summary>Numbers of one feature.</summary>
    public int Length { get; }

    /// <summary>Number of faces.</summary>
    public int Count => Labels.Length;

    /// <summary>Class of each face.</summary>
    public byte[] Labels { get; }

    /// <summary>Whether raters voted.</summary>
    public bool HasVotes => shares is not null;

    /// <summary>Share of each class among the labels.</summary>
    public float[] LabelPrior { get; }

    /// <summary>Share of each class among the votes; equal shares where nobody voted.</summary>
    public float[] RaterPrior { get; }

    /// <summary>The feature of one face.</summary>
    public ReadOnlySpan<float> Feature(int index) => features.AsSpan(index * Length, Length);

    /// <summary>The raters' shares of one face.</summary>
    /// <exception cref="InvalidOperationException">Nobody voted.</exception>
    public ReadOnlySpan<float> Shares(int index) =>
        (shares ?? throw new InvalidOperationException("The stored faces have no votes.")).AsSpan(index * Emotions.Count, Emotions.Count);

    /// <summary>Computes and keeps the features of a set, rounded to half precision as they are written, so that a saved set answers alike.</summary>
    public static StoredFaces Of(FaceSet faces, FaceFeature kind, bool mirrored)
    {
        if (mirrored) return Of(kind, faces, faces.Mirrored());
        return Of(kind, faces);
    }

    private static StoredFaces Of(FaceFeature kind, params FaceSet[] sets)
    {
        var length = FaceFeatures.Length(kind);
        var count = sets.Sum(s => s.Count);
        var features = new float[count * length];
        var shares = sets[0].HasVotes ? new float[count * Emotions.Count] : null;
        var start = 0;
        foreach (var set in sets)
        {
            var at = start;
            Parallel.For(0, set.Count, i =>
            {
                var feature = features.AsSpan((at + i) * length, length);
                FaceFeatures.Write(kind, set.Face(i), feature);
                foreach (ref var number in feature) number = (float)(Half)number;
            });
            for (var i = 0; shares is not null && i < set.Count; i++) set.RaterDistribution(i, shares.AsSpan((at + i) * Emotions.Count, Emotions.Count));
            start += set.Count;
        }

        return new StoredFaces(kind, features, [.. sets.SelectMany(s => s.Labels)], shares);
    }

    private static float[] Normalised(float[] counts) => [.. counts.Select(c => c / counts.Sum())];
}
