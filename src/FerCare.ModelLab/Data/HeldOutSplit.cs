using System.Numerics;

namespace FerCare.ModelLab.Data;

/// <summary>
/// Divides the training faces into a part to learn from and a held-out part for choices (early stopping, temperature).
/// Near-duplicates, found by a 256-bit difference hash, always fall on the same side, so the held-out figure is honest.
/// </summary>
public sealed record HeldOutSplit(int[] Learning, int[] HeldOut)
{
    private const int HashSide = 16;
    private const int WordsPerHash = HashSide * HashSide / 64;

    /// <summary>Hashes that differ in at most this many of 256 bits are taken as one picture (engineering default).</summary>
    public const int NearDuplicateBits = 12;

    /// <summary>
    /// Splits reproducibly; about <paramref name="share"/> of the faces are held out. The same ones for every network, whatever its own seed: else
    /// one would be judged on faces that its teachers, or the network it started from, have learned.
    /// </summary>
    public static HeldOutSplit Of(FaceSet faces, double share, int seed = 1)
    {
        if (share is not (> 0 and < 0.5)) throw new ArgumentOutOfRangeException(nameof(share), share, "The held-out share must be above 0 and under 0.5.");
        var groups = GroupNearDuplicates(faces);
        var representatives = groups.Distinct().ToArray();
        new Random(seed).Shuffle(representatives);
        var sizes = groups.CountBy(g => g).ToDictionary();
        var wanted = (int)(faces.Count * share);
        var heldOutGroups = new HashSet<int>();
        foreach (var group in representatives)
        {
            if (wanted <= 0) break;
            heldOutGroups.Add(group);
            wanted -= sizes[group];
        }

        var sides = Enumerable.Range(0, faces.Count).ToLookup(i => heldOutGroups.Contains(groups[i]));
        return new HeldOutSplit([.. sides[false]], [.. sides[true]]);
    }

    /// <summary>For each face the index of the first face of its group.</summary>
    public static int[] GroupNearDuplicates(FaceSet faces)
    {
        var hashes = new ulong[faces.Count * WordsPerHash];
        Parallel.For(0, faces.Count, i => Hash(faces.Face(i), hashes.AsSpan(i * WordsPerHash, WordsPerHash)));
        var pairs = new System.Collections.Concurrent.ConcurrentBag<(int, int)>();
        Parallel.For(0, faces.Count, i =>
        {
            for (var j = i + 1; j < faces.Count; j++)
                if (Distance(hashes, i, j) <= NearDuplicateBits) pairs.Add((i, j));
        });

        var parent = Enumerable.Range(0, faces.Count).ToArray();
        foreach (var (a, b) in pairs.Order())
        {
            int rootA = Root(parent, a), rootB = Root(parent, b);
            parent[Math.Max(rootA, rootB)] = Math.Min(rootA, rootB);
        }

        return [.. parent.Select((_, i) => Root(parent, i))];
    }

    private static int Root(int[] parent, int i)
    {
        while (parent[i] != i) i = parent[i] = parent[parent[i]];
        return i;
    }

    private static int Distance(ulong[] hashes, int a, int b)
    {
        var bits = 0;
        for (var w = 0; w < WordsPerHash; w++) bits += BitOperations.PopCount(hashes[a * WordsPerHash + w] ^ hashes[b * WordsPerHash + w]);
        return bits;
    }

    /// <summary>One bit per cell of a 16x16 grid of 3x3-pixel means: is it brighter than its right neighbour (wrapping round)?</summary>
    private static void Hash(ReadOnlySpan<byte> face, Span<ulong> hash)
    {
        const int cell = FaceSet.Side / HashSide;
        Span<int> means = stackalloc int[HashSide * HashSide];
        for (var y = 0; y < FaceSet.Side; y++)
            for (var x = 0; x < FaceSet.Side; x++)
                means[y / cell * HashSide + x / cell] += face[y * FaceSet.Side + x];
        for (var i = 0; i < means.Length; i++)
        {
            var right = i % HashSide == HashSide - 1 ? i - HashSide + 1 : i + 1;
            if (means[i] > means[right]) hash[i / 64] |= 1UL << (i % 64);
        }
    }
}
