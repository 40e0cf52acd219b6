using System.CommandLine;
using FerCare.ModelLab.Data;

namespace FerCare.ModelLab.Verbs;

/// <summary>The command-line options that name labelled faces: a data folder and its part, or single files.</summary>
public sealed class FaceOptions
{
    private readonly Option<string?> data = new("--data") { Description = "The faces: a folder of PART-*.gz (IDX), fer2013.csv, or a folder of PART/CLASS/ pictures." };
    private readonly Option<string> part = new("--part") { Description = "Part of --data: validation (PublicTest), train or test.", DefaultValueFactory = _ => "validation" };
    private readonly Option<string?> images = new("--images") { Description = "In place of --data: crops, IDX, plain or .gz." };
    private readonly Option<string?> labels = new("--labels") { Description = "With --images: FER2013 labels, IDX, plain or .gz." };
    private readonly Option<string?> votes = new("--votes") { Description = "With --images, where there are any: FER+ votes, IDX, plain or .gz." };

    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[data, part, images, labels, votes]) command.Options.Add(option);
    }

    /// <summary>The faces and where they come from; null where none are named.</summary>
    /// <exception cref="ArgumentException">The options do not go together.</exception>
    /// <exception cref="LabDataException">The files cannot be read.</exception>
    public (FaceSet Faces, string Source)? Read(ParseResult given)
    {
        string? imageFile = given.GetValue(images), labelFile = given.GetValue(labels), voteFile = given.GetValue(votes);
        var single = imageFile is not null || labelFile is not null || voteFile is not null;
        if (given.GetValue(data) is { } folder)
        {
            if (single) throw new ArgumentException("Expected either --data or --images, --labels and --votes, found both.");
            var faces = FaceSets.Open(folder, given.GetRequiredValue(part));
            return (faces, $"{given.GetRequiredValue(part)} ({faces.Count} faces)");
        }

        if (!single) return null;
        given.Refuse($"expected {data.Name} with it, found {images.Name}, {labels.Name} or {votes.Name}.", part);
        if (imageFile is null || labelFile is null) throw new ArgumentException("Expected --images and --labels together.");
        var set = FaceSet.Read(imageFile, labelFile, voteFile);
        return (set, $"{Path.GetFileName(imageFile)} ({set.Count} faces)");
    }
}
