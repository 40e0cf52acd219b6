using System.IO.Compression;
using CsCheck;
using FerCare.ModelLab.Data;

namespace FerCare.ModelLab.Tests.Data;

public sealed class IdxFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public void A_plain_file_is_read()
    {
        var path = Write([2, 3], [1, 2, 3, 4, 5, 6]);

        var file = IdxFile.Read(path, -1, 3);

        file.Dimensions.ShouldBe([2, 3]);
        file.Values.ShouldBe([1, 2, 3, 4, 5, 6]);
    }

    [Fact]
    public void What_was_written_is_read_whatever_the_shape_and_the_values() =>
        Gen.Select(Gen.Int[0, 5], Gen.Int[1, 4], Gen.Int[1, 4], Gen.Bool).SelectMany((n, height, width, compressed) => Gen.Byte.Array[n * height * width].Select(values => (n, height, width, compressed, values)))
            .Sample(made =>
            {
                var path = IdxWriting.Write(folder.File(made.compressed ? "any.gz" : "any.idx"), [made.n, made.height, made.width], made.values);
                var file = IdxFile.Read(path, -1, made.height, made.width);
                return file.Values.SequenceEqual(made.values) && file.Dimensions.SequenceEqual([made.n, made.height, made.width]);
            }, threads: 1);

    [Fact]
    public void A_compressed_file_is_read_like_a_plain_one()
    {
        var plain = Write([4], [9, 8, 7, 6]);
        var compressed = folder.File("values.gz");
        using (var target = new GZipStream(File.Create(compressed), CompressionLevel.Fastest)) target.Write(File.ReadAllBytes(plain));

        IdxFile.Read(compressed, -1).Values.ShouldBe([9, 8, 7, 6]);
    }

    [Fact]
    public void A_truncated_file_is_refused_by_name_with_both_counts()
    {
        var path = Write([10], [1, 2, 3]);

        var refusal = Should.Throw<LabDataException>(() => IdxFile.Read(path, -1));

        refusal.Message.ShouldContain(path);
        refusal.Message.ShouldContain("expected 10 values");
        refusal.Message.ShouldContain("found 3");
    }

    [Fact]
    public void A_file_of_another_shape_is_refused_with_both_shapes()
    {
        var path = Write([1, 3], [1, 2, 3]);

        Should.Throw<LabDataException>(() => IdxFile.Read(path, -1, 48, 48)).Message.ShouldContain("expected [n, 48, 48], found [1, 3]");
    }

    [Fact]
    public void A_truncated_archive_is_refused_by_name()
    {
        var path = folder.File("broken.gz");
        File.WriteAllBytes(path, [0x1f, 0x8b, 8, 0, 0]);

        Should.Throw<LabDataException>(() => IdxFile.Read(path, -1)).Message.ShouldContain(path);
    }

    [Fact]
    public void A_missing_file_is_refused_by_name() =>
        Should.Throw<LabDataException>(() => IdxFile.Read(folder.File("nowhere"), -1)).Message.ShouldContain("nowhere");

    private string Write(int[] dimensions, byte[] values) => IdxWriting.Write(folder.File("values.idx"), dimensions, values);

    public void Dispose() => folder.Dispose();
}
