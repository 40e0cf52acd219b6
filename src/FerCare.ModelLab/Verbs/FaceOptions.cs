using System.CommandLine;
using FerCare.ModelLab.Data;

namespace FerCare.ModelLab.Verbs;

/// <summary>The command-line options that name labelled faces: a data folder and its part, or single files.</summary>
public sealed class FaceOptions
{
    private readonly Option<string?> data = new("--data") { Description = "Folder with PART-images-idx3-ubyte.gz and its companions." };
    private readonly Option<string> part = new("--part") { Description = "Part of --data: validation or train.", DefaultValueFactory = _ => "validation" };
    private readonly Option<string?> images = new("--images") { Description = "In place of --data: crops, IDX, plain or .gz." };
    private readonly Option<string?> labels = new("--labels") { Description = "With --images: FER2013 labels, IDX, plain or .gz." };
    private readonly Option<string?> votes = new("--votes") { Description = "With --images: FER+ votes, IDX, plain or .gz." };

    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[data, part, images, labels, votes]) command.Options.Add(option);
    }

    /// <summary>The faces and where they come from; null where none are named.</summary>
    /// <exception cref="ArgumentException">The options do not go together.</exception>
    /// <exception cref="LabDataException">The files cannot be read.</exception>
    public (FaceSet Faces, string Source)? Read(ParseResult given)
    {
        var files = new[] { given.GetValue(images), given.GetValue(labels), given.GetValue(votes) };
        if (given.GetValue(data) is { } folder)
        {
            if (files.Any(f => f is not null)) throw new ArgumentException("Expected either --data or --images, --labels and --votes, found both.");
            var faces = FaceSet.ReadPart(folder, given.GetRequiredValue(part));
            return (faces, $"{given.GetRequiredValue(part)} ({faces.Count} faces)");
        }

        if (files.All(f => f is null)) return null;
        if (files is not [{ } imageFile, { } labelFile, { } voteFile]) throw new ArgumentException("Expected --images, --labels and --votes together.");
        var set = FaceSet.Read(imageFile, labelFile, voteFile);
        return (set, $"{Path.GetFileName(imageFile)} ({set.Count} faces)");
    }
}
