using FerCare.Affect;
using FerCare.Vision.Classifying;
using FerCare.Vision.Decoding;

namespace FerCare.ModelLab.Data;

/// <summary>A folder per class with pictures of single faces; without raters' votes.</summary>
internal static class ClassFolders
{
    private static readonly string[] Endings = [".png", ".jpg", ".jpeg", ".bmp", ".webp"];

    /// <summary>
    /// Reads FOLDER/CLASS/*.png, .jpg, .jpeg, .bmp and .webp, classes by their name in any case. Each picture is one face, brought to
    /// 48x48 grey pixels whatever its size and proportions. The faces are ordered by class and file name.
    /// </summary>
    /// <exception cref="LabDataException">A folder is named after no class, a picture is damaged, or there are none.</exception>
    public static FaceSet Read(string folder)
    {
        try
        {
            var pictures = Directory.EnumerateDirectories(folder).Select(f => (Folder: f, Class: ClassOf(f))).OrderBy(c => c.Class)
                .SelectMany(c => Directory.EnumerateFiles(c.Folder).Where(IsPicture).Order(StringComparer.Ordinal).Select(file => (File: file, c.Class))).ToArray();
            if (pictures.Length == 0) throw new LabDataException($"{folder}: expected pictures in folders named {string.Join(", ", Emotions.Names)}, found none.");
            var pixels = new byte[pictures.Length * FaceSet.PixelsPerFace];
            Parallel.For(0, pictures.Length, () => new Picture(), (i, _, picture) =>
            {
                picture.Read(pictures[i].File, pixels.AsSpan(i * FaceSet.PixelsPerFace, FaceSet.PixelsPerFace));
                return picture;
            }, _ => { });
            return new FaceSet(pixels, [.. pictures.Select(p => (byte)p.Class)], votes: null) { Source = folder };
        }
        catch (AggregateException several)
        {
            // The first in order of the files, so that the complaint is the same each time.
            throw several.InnerExceptions.OfType<LabDataException>().OrderBy(p => p.Message, StringComparer.Ordinal).FirstOrDefault() ?? several.InnerExceptions[0];
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new LabDataException($"{folder}: cannot be read ({problem.Message})", problem);
        }
    }

    private static Emotion ClassOf(string folder) =>
        Emotions.All.Where(e => e.NameOf().Equals(Path.GetFileName(folder), StringComparison.OrdinalIgnoreCase)).Cast<Emotion?>().FirstOrDefault()
        ?? throw new LabDataException($"{folder}: expected a folder named {string.Join(", ", Emotions.Names)}, found {Path.GetFileName(folder)}.");

    private static bool IsPicture(string file) => Endings.Contains(Path.GetExtension(file).ToLowerInvariant());

    /// <summary>Buffers of one thread.</summary>
    private sealed class Picture
    {
        private readonly FrameDecoder decoder = new(FrameLimits.File);
        private readonly GreyImage image = new(FaceSet.Side, FaceSet.Side);

        public void Read(string file, Span<byte> face)
        {
            try
            {
                decoder.Decode(File.ReadAllBytes(file), image);
            }
            catch (Exception problem) when (problem is FrameRefusedException or IOException or UnauthorizedAccessException)
            {
                throw new LabDataException($"{file}: cannot be read as a picture ({problem.Message})", problem);
            }

            FaceAligner.Resize(image, face);
        }
    }
}
