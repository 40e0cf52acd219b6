using System.Buffers.Binary;
using System.Security.Cryptography;
using FerCare.Affect;

namespace FerCare.ModelLab.Data;

/// <summary>
/// Grey face crops of 48x48 pixels with their FER2013 label and the votes of the ten FER+ raters
/// (Goodfellow et al. 2013; Barsoum et al. 2016). Pixels of face i start at i * <see cref="PixelsPerFace"/>.
/// </summary>
public sealed class FaceSet
{
    /// <summary>Side of a crop, pixels.</summary>
    public const int Side = 48;

    /// <summary>Pixels of one crop.</summary>
    public const int PixelsPerFace = Side * Side;

    /// <summary>Columns of the FER+ votes: seven emotions, contempt, unknown, not a face.</summary>
    public const int VoteColumns = 10;

    /// <summary>Where each FER+ emotion column (neutral, happiness, surprise, sadness, anger, disgust, fear) stands in our class order.</summary>
    private static readonly Emotion[] FerPlusOrder =
        [Emotion.Neutral, Emotion.Happy, Emotion.Surprise, Emotion.Sad, Emotion.Angry, Emotion.Disgust, Emotion.Fear];

    private readonly byte[]? votes;

    /// <summary>What tells the pixels of a face from those of any other (half of their SHA-256).</summary>
    public static UInt128 Fingerprint(ReadOnlySpan<byte> face)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(face, hash);
        return BinaryPrimitives.ReadUInt128LittleEndian(hash);
    }

    /// <param name="pixels">n * 48 * 48 grey values.</param>
    /// <param name="labels">n classes, 0 to 6.</param>
    /// <param name="votes">n * 10 votes; null where nobody rated the faces.</param>
    /// <exception cref="LabDataException">They do not belong together, or a label is no class.</exception>
    public FaceSet(byte[] pixels, byte[] labels, byte[]? votes)
    {
        if (pixels.Length != labels.Length * PixelsPerFace)
            throw new LabDataException($"Expected {labels.Length} images for {labels.Length} labels, found {pixels.Length / PixelsPerFace}.");
        if (votes is not null && votes.Length != labels.Length * VoteColumns)
            throw new LabDataException($"Expected {labels.Length} rows of votes for {labels.Length} labels, found {votes.Length / VoteColumns}.");
        var wrong = Array.FindIndex(labels, l => l >= Emotions.Count);
        if (wrong >= 0) throw new LabDataException($"Expected labels 0 to {Emotions.Count - 1}, found {labels[wrong]} at image {wrong}.");
        Pixels = pixels;
        Labels = labels;
        this.votes = votes;
    }

    /// <summary>All crops one after another.</summary>
    public byte[] Pixels { get; }

    /// <summary>FER2013 class of each face.</summary>
    public byte[] Labels { get; }

    /// <summary>The file or folder that the faces come from, for messages.</summary>
    public string Source { get; init; } = "faces made in memory";

    /// <summary>Number of faces.</summary>
    public int Count => Labels.Length;

    /// <summary>Whether raters voted on the faces; without votes no face has a distribution or a majority.</summary>
    public bool HasVotes => votes is not null;

    /// <summary>Reads IDX files, plain or .gz; <paramref name="votes"/> may be null.</summary>
    /// <exception cref="LabDataException">A file is missing, truncated, empty, of another shape, or they do not belong together.</exception>
    public static FaceSet Read(string images, string labels, string? votes)
    {
        var classes = IdxFile.Read(labels, -1).Values;
        if (classes.Length == 0) throw new LabDataException($"{labels}: expected at least one face, found none.");
        var wrong = Array.FindIndex(classes, l => l >= Emotions.Count);
        if (wrong >= 0) throw new LabDataException($"{labels}: expected labels 0 to {Emotions.Count - 1}, found {classes[wrong]} at face {wrong}.");
        var pixels = IdxFile.Read(images, classes.Length, Side, Side).Values;
        return new FaceSet(pixels, classes, votes is null ? null : IdxFile.Read(votes, classes.Length, VoteColumns).Values) { Source = images };
    }

    /// <summary>Reads PART-images-idx3-ubyte and its companions, plain or .gz, from a folder; the votes may be missing.</summary>
    /// <exception cref="LabDataException">A file is missing, truncated, of another shape, or they do not belong together.</exception>
    public static FaceSet ReadPart(string folder, string part)
    {
        var votes = PartFile(folder, part, "votes-idx2");
        return Read(PartFile(folder, part, "images-idx3"), PartFile(folder, part, "labels-idx1"), File.Exists(votes) ? votes : null);
    }

    /// <summary>Whether a folder holds the images of a part as IDX.</summary>
    public static bool IsPartIn(string folder, string part) => File.Exists(PartFile(folder, part, "images-idx3"));

    private static string PartFile(string folder, string part, string kind)
    {
        var plain = Path.Combine(folder, $"{part}-{kind}-ubyte");
        return File.Exists(plain) ? plain : plain + ".gz";
    }

    /// <summary>What tells this set from any other, wherever it lies: SHA-256 (hex) of labels, pixels and votes.</summary>
    public string Sha256()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Labels);
        hash.AppendData(Pixels);
        if (votes is not null) hash.AppendData(votes);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>The pixels of one face, row by row.</summary>
    public ReadOnlySpan<byte> Face(int index) => Pixels.AsSpan(index * PixelsPerFace, PixelsPerFace);

    /// <summary>The faces at some indices, in their order, as a set of its own.</summary>
    public FaceSet Choose(ReadOnlySpan<int> indices)
    {
        var chosen = new FaceSet(new byte[indices.Length * PixelsPerFace], new byte[indices.Length], votes is null ? null : new byte[indices.Length * VoteColumns]) { Source = Source };
        for (var i = 0; i < indices.Length; i++)
        {
            Face(indices[i]).CopyTo(chosen.Pixels.AsSpan(i * PixelsPerFace));
            chosen.Labels[i] = Labels[indices[i]];
            votes?.AsSpan(indices[i] * VoteColumns, VoteColumns).CopyTo(chosen.votes.AsSpan(i * VoteColumns));
        }

        return chosen;
    }

    /// <summary>The same labels and votes with other pictures of the faces.</summary>
    public FaceSet WithPixels(byte[] pixels) => new(pixels, Labels, votes) { Source = Source };

    /// <summary>The same faces, left and right exchanged.</summary>
    public FaceSet Mirrored()
    {
        var pixels = (byte[])Pixels.Clone();
        for (var row = 0; row < pixels.Length; row += Side) pixels.AsSpan(row, Side).Reverse();
        return WithPixels(pixels);
    }

    /// <summary>
    /// The raters' distribution over the seven classes; a single vote counts as none, as in Barsoum et al. 2016.
    /// False (and zeros) where no emotion got two votes or nobody voted.
    /// </summary>
    public bool RaterDistribution(int index, Span<float> distribution)
    {
        distribution.Clear();
        if (votes is null) return false;
        var total = 0f;
        for (var column = 0; column < FerPlusOrder.Length; column++)
        {
            var count = votes[index * VoteColumns + column];
            if (count < 2) continue;
            distribution[(int)FerPlusOrder[column]] = count;
            total += count;
        }

        if (total == 0) return false;
        foreach (ref var share in distribution) share /= total;
        return true;
    }

    /// <summary>
    /// The emotion most raters chose; null where two emotions tie, where contempt, unknown or not-a-face reaches the top emotion, or where nobody voted.
    /// </summary>
    public Emotion? RaterMajority(int index)
    {
        if (votes is null) return null;
        var row = votes.AsSpan(index * VoteColumns, VoteColumns);
        var top = 0;
        for (var column = 1; column < FerPlusOrder.Length; column++)
            if (row[column] > row[top]) top = column;
        for (var column = 0; column < VoteColumns; column++)
            if (column != top && row[column] >= row[top]) return null;
        return FerPlusOrder[top];
    }
}
