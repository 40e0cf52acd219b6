using System.Diagnostics;
using FerCare.ModelLab.Data;
using FerCare.ModelLab.EarlyMethods;
using FerCare.Vision.Classifying;

namespace FerCare.ModelLab.Evaluation;

/// <summary>A file that scores faces: an exported network, or stored neighbours.</summary>
public sealed class FaceScorer : IDisposable
{
    private const string NeighbourEnding = ".knn";

    private readonly IDisposable? owned;
    private readonly Func<FaceSet, TwoHeadedScores> score;

    private FaceScorer(string version, HeadTemperatures temperatures, Func<FaceSet, TwoHeadedScores> score, IDisposable? owned = null)
    {
        Version = version;
        Temperatures = temperatures;
        this.score = score;
        this.owned = owned;
    }

    /// <summary>Name and, for a network, the start of its hash.</summary>
    public string Version { get; }

    /// <summary>What divides each head's scores.</summary>
    public HeadTemperatures Temperatures { get; }

    /// <summary>Opens stored neighbours (.knn), or a network by its .onnx file or its manifest beside that.</summary>
    /// <exception cref="LabDataException">Stored neighbours that cannot be read.</exception>
    /// <exception cref="FerCare.Vision.MissingModelException">A network that is missing, altered or another.</exception>
    public static FaceScorer Open(string path)
    {
        if (IsNeighbours(path))
        {
            var neighbours = NearestNeighbours.Load(path);
            return new FaceScorer(neighbours.Version, neighbours.Temperatures, neighbours.Score);
        }

        var network = EmotionClassifier.Load(Path.ChangeExtension(path, ".json"));
        return new FaceScorer(network.Manifest.Version, HeadTemperatures.Of(network.Manifest), faces => TwoHeadedScores.Of(network, faces), network);
    }

    /// <summary>Whether a file name is that of stored neighbours.</summary>
    public static bool IsNeighbours(string path) => path.EndsWith(NeighbourEnding, StringComparison.OrdinalIgnoreCase);

    /// <summary>Scores every face as it is.</summary>
    public TwoHeadedScores Score(FaceSet faces) => score(faces);

    /// <summary>Scores every face together with its mirror image (mean of the logits) and tells what that costs.</summary>
    public (TwoHeadedScores Scores, MirrorCost Cost) ScoreMirrored(FaceSet faces)
    {
        var watch = Stopwatch.StartNew();
        var scores = score(faces);
        var without = watch.Elapsed.TotalMilliseconds / faces.Count;
        scores = scores.MeanWith(score(faces.Mirrored()));
        return (scores, new MirrorCost(without, watch.Elapsed.TotalMilliseconds / faces.Count));
    }

    public void Dispose() => owned?.Dispose();
}
