using FerCare.Affect;
using FerCare.ModelLab.Data;

namespace FerCare.ModelLab.Tests;

/// <summary>Small made-up face sets: a bright blob whose place depends on the class, so that a network can learn it in seconds.</summary>
internal static class SyntheticFaces
{
    public static FaceSet Of(int count, int seed)
    {
        var random = new Random(seed);
        var pixels = new byte[count * FaceSet.PixelsPerFace];
        var labels = new byte[count];
        for (var i = 0; i < count; i++)
        {
            var label = i % Emotions.Count;
            labels[i] = (byte)label;
            var face = pixels.AsSpan(i * FaceSet.PixelsPerFace, FaceSet.PixelsPerFace);
            random.NextBytes(face);
            int left = 4 + 14 * (label % 3), top = 4 + 14 * (label / 3);
            for (var y = top; y < top + 12; y++) face.Slice(y * FaceSet.Side + left, 12).Fill(255);
        }

        return new FaceSet(pixels, labels, VotesFor(labels));
    }

    /// <summary>The same pictures, every one under the label of the next class.</summary>
    public static FaceSet Mislabelled(FaceSet faces)
    {
        var labels = faces.Labels.Select(label => (byte)((label + 1) % Emotions.Count)).ToArray();
        return new FaceSet(faces.Pixels, labels, VotesFor(labels));
    }

    /// <summary>All ten votes of each face on its label.</summary>
    public static byte[] VotesFor(byte[] labels)
    {
        // Column of each class in the FER+ order: neutral, happiness, surprise, sadness, anger, disgust, fear.
        int[] column = [4, 5, 6, 1, 3, 2, 0];
        var votes = new byte[labels.Length * FaceSet.VoteColumns];
        for (var i = 0; i < labels.Length; i++) votes[i * FaceSet.VoteColumns + column[labels[i]]] = 10;
        return votes;
    }
}
