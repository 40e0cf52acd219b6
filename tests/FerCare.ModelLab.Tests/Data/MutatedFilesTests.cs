using System.Globalization;
using System.IO.Compression;
using System.Text;
using CsCheck;
using FerCare.ModelLab.Data;

namespace FerCare.ModelLab.Tests.Data;

/// <summary>Data files that were damaged anywhere: each is a set that can be used, or refused in one line; never another error, and no memory for what a header promises.</summary>
public sealed class MutatedFilesTests : IDisposable
{
    private const string VotesHeader = "Usage,Image name,neutral,happiness,surprise,sadness,anger,disgust,fear,contempt,unknown,NF";
    private const int Rounds = 1500;

    private readonly TemporaryFolder folder = new();
    private readonly FaceSet faces = SyntheticFaces.Of(3, seed: 11);

    // Half of the damage goes to the first bytes, where headers are.
    private static readonly Gen<(int Kind, double Where, byte Value)> Damage =
        Gen.Select(Gen.Int[0, 5], Gen.Select(Gen.Bool, Gen.Double[0, 1]).Select(at => at.Item1 ? at.Item2 : at.Item2 * 0.01), Gen.Byte).Select(d => (d.Item1, d.Item2, d.Item3));

    [Theory]
    [InlineData("images-idx3")]
    [InlineData("labels-idx1")]
    [InlineData("votes-idx2")]
    public void A_damaged_IDX_file_is_a_set_or_one_line(string kind)
    {
        IdxWriting.WritePart(folder.Path, "train", faces);
        var file = Directory.GetFiles(folder.Path, $"train-{kind}-*").Single();
        var (packed, plain) = (File.ReadAllBytes(file), Unpacked(file));
        var refused = 0;

        // Damage to the archive itself, and to the file within, whose checksum is right again.
        Gen.Select(Gen.Bool, Damage.Array[1, 3]).Sample(made =>
        {
            var (archive, damages) = made;
            if (archive) File.WriteAllBytes(file, Damaged(packed, damages));
            else Pack(file, Damaged(plain, damages));
            if (!IsUsable(file, kind)) refused++;
        }, iter: Rounds, threads: 1);

        refused.ShouldBeGreaterThan(Rounds / 10);
    }

    [Theory]
    [InlineData("fer2013.csv")]
    [InlineData("fer2013new.csv")]
    public void A_damaged_table_is_a_set_or_one_line(string name)
    {
        WriteTables();
        var file = folder.File(name);
        var whole = File.ReadAllBytes(file);
        var refused = 0;

        Damage.Array[1, 3].Sample(damages =>
        {
            File.WriteAllBytes(file, Damaged(whole, damages));
            if (!IsUsable(folder.Path, name)) refused++;
        }, iter: Rounds, threads: 1);

        refused.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void Every_truncation_of_an_IDX_file_is_refused_with_both_counts()
    {
        var whole = File.ReadAllBytes(IdxWriting.Write(folder.File("votes.idx"), [3, 10], new byte[30]));
        for (var length = 0; length < whole.Length; length++)
        {
            var cut = folder.File("cut.idx");
            File.WriteAllBytes(cut, whole[..length]);
            Line(Should.Throw<LabDataException>(() => IdxFile.Read(cut, -1, 10)), cut).ShouldContain("expected");
        }
    }

    [Fact]
    public void Another_magic_and_exchanged_dimensions_are_refused_by_name()
    {
        var exchanged = IdxWriting.Write(folder.File("exchanged.idx"), [48, 48, 3], new byte[48 * 48 * 3]);
        Line(Should.Throw<LabDataException>(() => IdxFile.Read(exchanged, -1, 48, 48)), exchanged).ShouldContain("expected [n, 48, 48], found [48, 48, 3]");

        // 13 says numbers with a point, of four bytes each.
        var bytes = File.ReadAllBytes(IdxWriting.Write(folder.File("real.idx"), [1, 4], new byte[4]));
        bytes[2] = 13;
        File.WriteAllBytes(folder.File("real.idx"), bytes);
        Line(Should.Throw<LabDataException>(() => IdxFile.Read(folder.File("real.idx"), -1, 4)), "real.idx").ShouldContain("found 00000D02");
    }

    [Fact]
    public void A_header_of_255_dimensions_is_refused_in_a_line_that_can_be_read()
    {
        var file = IdxWriting.Write(folder.File("many.idx"), Enumerable.Repeat(int.MaxValue, 255).ToArray(), []);

        Line(Should.Throw<LabDataException>(() => IdxFile.Read(file, -1, 48, 48)), file).ShouldContain("255 dimensions");
    }

    [Theory]
    [InlineData(int.MaxValue)]
    [InlineData(900_000)]
    [InlineData(-1)]
    public void A_header_that_announces_more_than_there_is_costs_no_memory(int count)
    {
        var file = IdxWriting.Write(folder.File("images.idx.gz"), [count, 48, 48], new byte[2304]);
        var before = GC.GetAllocatedBytesForCurrentThread();

        Line(Should.Throw<LabDataException>(() => IdxFile.Read(file, -1, 48, 48)), file);

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(2_000_000);
    }

    [Fact]
    public void An_archive_that_unpacks_to_far_more_than_its_header_announces_is_not_unpacked()
    {
        var file = IdxWriting.Write(folder.File("bomb.gz"), [1, 48, 48], new byte[100_000_000]);
        var before = GC.GetAllocatedBytesForCurrentThread();

        Line(Should.Throw<LabDataException>(() => IdxFile.Read(file, -1, 48, 48)), file).ShouldContain("found more");

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(2_000_000);
    }

    public void Dispose() => folder.Dispose();

    /// <summary>Whether the set could be read; then it holds together. Any error but the lab's own fails the test.</summary>
    private bool IsUsable(string path, string named)
    {
        FaceSet set;
        try
        {
            set = FaceSets.Open(folder.Path, "train");
        }
        catch (LabDataException refused)
        {
            Line(refused, folder.Path);
            return false;
        }

        set.Pixels.Length.ShouldBe(set.Count * FaceSet.PixelsPerFace, $"{path} {named}");
        set.Labels.ShouldAllBe(label => label < 7);
        var shares = new float[7];
        for (var i = 0; i < set.Count; i++)
        {
            set.RaterMajority(i);
            if (set.RaterDistribution(i, shares)) shares.Sum().ShouldBe(1, 0.001);
        }

        return true;
    }

    private static string Line(LabDataException refused, string named)
    {
        refused.Message.ShouldContain(named);
        refused.Message.Count(c => c is '\n' or '\r').ShouldBe(0, refused.Message);
        refused.Message.Length.ShouldBeLessThan(1000);
        return refused.Message;
    }

    private static byte[] Damaged(byte[] whole, (int Kind, double Where, byte Value)[] damages)
    {
        var bytes = whole.ToList();
        foreach (var (kind, where, value) in damages)
        {
            var at = (int)(where * bytes.Count);
            if (at >= bytes.Count) continue;
            switch (kind)
            {
                case 0: bytes[at] = value; break;
                case 1: bytes[at] ^= (byte)(1 << (value & 7)); break;
                case 2: bytes.RemoveRange(at, bytes.Count - at); break;
                case 3: bytes.Insert(at, value); break;
                case 4: bytes.RemoveAt(at); break;
                default: bytes.InsertRange(at, bytes.GetRange(at, Math.Min(value, bytes.Count - at))); break; // a piece twice
            }
        }

        return [.. bytes];
    }

    private void WriteTables()
    {
        var table = new StringBuilder("emotion,pixels,Usage\n");
        var votes = new StringBuilder(VotesHeader + "\n");
        string[] usages = ["Training", "Training", "PublicTest"];
        for (var i = 0; i < usages.Length; i++)
        {
            table.Append(CultureInfo.InvariantCulture, $"{faces.Labels[i]},{string.Join(' ', faces.Face(i).ToArray())},{usages[i]}\n");
            votes.Append(CultureInfo.InvariantCulture, $"{usages[i]},fer{i:D7}.png,4,0,0,1,3,2,0,0,0,0\n");
        }

        File.WriteAllText(folder.File("fer2013.csv"), table.ToString());
        File.WriteAllText(folder.File("fer2013new.csv"), votes.ToString());
    }

    private static byte[] Unpacked(string file)
    {
        using var source = new GZipStream(File.OpenRead(file), CompressionMode.Decompress);
        using var whole = new MemoryStream();
        source.CopyTo(whole);
        return whole.ToArray();
    }

    private static void Pack(string file, byte[] bytes)
    {
        using var target = new GZipStream(File.Create(file), CompressionLevel.Fastest);
        target.Write(bytes);
    }
}
