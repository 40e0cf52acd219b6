using System.Buffers.Text;
using FerCare.Affect;

namespace FerCare.ModelLab.Data;

/// <summary>
/// The set as it was published (Goodfellow et al. 2013): fer2013.csv with the columns emotion, pixels and Usage, and beside it, where
/// it is there, fer2013new.csv with the FER+ votes of the same rows (Barsoum et al. 2016).
/// </summary>
internal static class Fer2013Csv
{
    public const string Name = "fer2013.csv";

    private const string VotesName = "fer2013new.csv";

    private static readonly string[] Usages = ["Training", "PublicTest", "PrivateTest"];

    private static readonly string[] VoteNames = ["neutral", "happiness", "surprise", "sadness", "anger", "disgust", "fear", "contempt", "unknown", "NF"];

    /// <summary>
    /// Reads one part. Rows that FER+ has no picture for are left out where its file is there; training faces whose pixels also occur in
    /// another part are always left out, so that no held-out face is seen in training.
    /// </summary>
    /// <exception cref="LabDataException">A file lacks columns or rows, or a row is wrong.</exception>
    public static FaceSet Read(string path, string part)
    {
        var wanted = Usages[FaceSets.Parts.Index().First(p => p.Item == part).Index];
        var votesPath = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, VotesName);
        using var faces = new TableFile(path, "emotion", "pixels", "Usage");
        using var raters = File.Exists(votesPath) ? new TableFile(votesPath, ["Usage", "Image name", .. VoteNames]) : null;
        var kept = new Rows();
        var elsewhere = new HashSet<UInt128>();
        var face = new byte[FaceSet.PixelsPerFace];
        while (faces.Read())
        {
            var usage = faces.Text(2);
            if (!Usages.Contains(usage)) throw faces.Wrong($"a Usage of {string.Join(", ", Usages)}", $"\"{usage}\"");
            if (raters is not null) RequireSameRow(raters, usage, faces.Row);
            if (usage != wanted && part != FaceSets.Parts[0]) continue;
            ReadPixels(faces, face);
            if (usage != wanted) elsewhere.Add(FaceSet.Fingerprint(face));
            else if (raters is null || raters.Field(1).Length > 0) kept.Add(face, ReadLabel(faces), raters is null ? [] : ReadVotes(raters));
        }

        if (raters?.Read() == true) throw raters.Wrong("as many rows as its companion", "more");
        if (kept.Labels.Count == 0) throw new LabDataException($"{path}: expected rows with Usage {wanted}, found none.");
        var set = kept.Without(elsewhere, path, withVotes: raters is not null);
        return set.Count > 0 ? set : throw new LabDataException($"{path}: expected faces with Usage {wanted} that occur under no other, found none.");
    }

    private static void RequireSameRow(TableFile raters, string usage, long row)
    {
        if (!raters.Read()) throw new LabDataException($"{raters.Path}: expected a row for row {row} of {Name}, found the end.");
        if (raters.Text(0) != usage) throw raters.Wrong($"the Usage {usage} of the same row in {Name}", $"\"{raters.Text(0)}\"");
    }

    private static byte ReadLabel(TableFile faces)
    {
        var label = faces.Number<int>(0);
        return label is >= 0 and < Emotions.Count ? (byte)label : throw faces.Wrong($"an emotion from 0 to {Emotions.Count - 1}", $"{label}");
    }

    private static void ReadPixels(TableFile faces, Span<byte> face)
    {
        var text = faces.Field(1).Trim(" \""u8);
        var count = 0;
        while (!text.IsEmpty)
        {
            if (!Utf8Parser.TryParse(text, out byte value, out var length) || (length < text.Length && text[length] != ' '))
                throw faces.Wrong("pixels from 0 to 255", $"another value at pixel {count}");
            if (count < face.Length) face[count] = value;
            count++;
            text = text[length..].TrimStart((byte)' ');
        }

        if (count != face.Length) throw faces.Wrong($"{face.Length} pixels", $"{count}");
    }

    private static byte[] ReadVotes(TableFile raters)
    {
        var votes = new byte[FaceSet.VoteColumns];
        for (var i = 0; i < votes.Length; i++)
        {
            votes[i] = raters.Number<byte>(i + 2);
            if (votes[i] > 10) throw raters.Wrong($"0 to 10 votes for {VoteNames[i]}", $"{votes[i]}");
        }

        return votes;
    }

    /// <summary>The rows kept so far.</summary>
    private sealed class Rows
    {
        private readonly List<byte[]> pixels = [];
        private readonly List<byte[]> votes = [];

        public List<byte> Labels { get; } = [];

        public void Add(ReadOnlySpan<byte> face, byte label, byte[] raters)
        {
            pixels.Add(face.ToArray());
            Labels.Add(label);
            votes.Add(raters);
        }

        public FaceSet Without(HashSet<UInt128> elsewhere, string source, bool withVotes)
        {
            var indices = Enumerable.Range(0, Labels.Count).Where(i => !elsewhere.Contains(FaceSet.Fingerprint(pixels[i]))).ToArray();
            return new FaceSet(Joined(pixels, indices), [.. indices.Select(i => Labels[i])], withVotes ? Joined(votes, indices) : null) { Source = source };
        }

        private static byte[] Joined(List<byte[]> rows, int[] indices)
        {
            if (indices.Length == 0) return [];
            var width = rows[0].Length;
            var joined = new byte[indices.Length * width];
            for (var i = 0; i < indices.Length; i++) rows[indices[i]].CopyTo(joined, i * width);
            return joined;
        }
    }
}
