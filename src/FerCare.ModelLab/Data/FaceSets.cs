namespace FerCare.ModelLab.Data;

/// <summary>Opens labelled faces in whichever of the three usual forms they lie: IDX files, fer2013.csv, or a folder per class.</summary>
public static class FaceSets
{
    /// <summary>The parts a set may have: FER2013's Training, PublicTest and PrivateTest.</summary>
    public static IReadOnlyList<string> Parts { get; } = ["train", "validation", "test"];

    /// <summary>
    /// Reads one part. A folder is searched for PART-images-idx3-ubyte (plain or .gz), then fer2013.csv, then PART/CLASS/ pictures; a file is read as fer2013.csv.
    /// </summary>
    /// <exception cref="ArgumentException">The part is none of <see cref="Parts"/>.</exception>
    /// <exception cref="LabDataException">Nothing of the three is there, or it is truncated or otherwise wrong.</exception>
    public static FaceSet Open(string path, string part)
    {
        if (!Parts.Contains(part)) throw new ArgumentException($"Expected one of the parts {string.Join(", ", Parts)}, found {part}.");
        if (File.Exists(path)) return Fer2013Csv.Read(path, part);
        if (!Directory.Exists(path)) throw new LabDataException($"{path}: expected a data folder or fer2013.csv, found nothing.");
        if (FaceSet.IsPartIn(path, part)) return OnlyHere(FaceSet.ReadPart(path, part), part, other => FaceSet.IsPartIn(path, other) ? FaceSet.ReadPart(path, other) : null);
        var csv = Path.Combine(path, Fer2013Csv.Name);
        if (File.Exists(csv)) return Fer2013Csv.Read(csv, part);
        var classes = Path.Combine(path, part);
        if (Directory.Exists(classes))
            return OnlyHere(ClassFolders.Read(classes), part, other => Path.Combine(path, other) is var folder && Directory.Exists(folder) ? ClassFolders.Read(folder) : null);
        var found = Directory.EnumerateFileSystemEntries(path).Select(Path.GetFileName).Order(StringComparer.Ordinal).Take(5).ToArray();
        throw new LabDataException($"{path}: expected {part}-images-idx3-ubyte.gz, {Fer2013Csv.Name} or a folder {part} with a folder per class, found {(found.Length == 0 ? "nothing" : string.Join(", ", found))}.");
    }

    /// <summary>Training faces whose very pixels occur in another part are left out, so that no held-out face is seen in training.</summary>
    private static FaceSet OnlyHere(FaceSet faces, string part, Func<string, FaceSet?> read)
    {
        if (part != Parts[0]) return faces;
        var elsewhere = new HashSet<UInt128>();
        foreach (var other in Parts.Skip(1))
        {
            if (read(other) is not { } held) continue;
            for (var i = 0; i < held.Count; i++) elsewhere.Add(FaceSet.Fingerprint(held.Face(i)));
        }

        int[] kept = [.. Enumerable.Range(0, faces.Count).Where(i => !elsewhere.Contains(FaceSet.Fingerprint(faces.Face(i))))];
        if (kept.Length == 0) throw new LabDataException($"{faces.Source}: expected faces that occur in no other part, found none.");
        return kept.Length == faces.Count ? faces : faces.Choose(kept);
    }
}
