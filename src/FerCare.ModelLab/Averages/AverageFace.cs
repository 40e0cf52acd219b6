using FerCare.Affect;
using FerCare.Affect.Face;
using FerCare.ModelLab.Data;
using FerCare.Vision.Classifying;
using FerCare.Vision.Decoding;
using FerCare.Vision.Locating;

namespace FerCare.ModelLab.Averages;

/// <summary>
/// The mean of many faces of one class, each brought to the aligner's template by its landmarks first. It is no one's portrait,
/// which is why it may stand in the repository where training faces may not.
/// </summary>
public sealed class AverageFace
{
    /// <summary>Side of the average, pixels: twice the crops' resolution, which averaging many positions supports.</summary>
    public const int Side = 96;

    /// <summary>An average of fewer faces could resemble a person.</summary>
    public const int FewestFaces = 300;

    private const int MostFaces = 1200;
    private const int Enlargement = 4;
    private const int Border = 12;
    private const double DetectorThreshold = -0.3;
    private static readonly LandmarkPoint[] Template = [.. FaceAligner.Template.Select(t => new LandmarkPoint(t.At.X * Side / FaceSet.Side, t.At.Y * Side / FaceSet.Side))];

    private readonly double[] sums = new double[Side * Side];

    private AverageFace() { }

    /// <summary>How many faces went in.</summary>
    public int Count { get; private set; }

    /// <summary>Averages the faces of a class on which the FER2013 label and the raters' majority agree; all of the label where those are too few.</summary>
    /// <exception cref="LabDataException">Dlib finds fewer than <see cref="FewestFaces"/> of them.</exception>
    public static AverageFace Of(FaceSet faces, Emotion emotion, FaceFinder finder)
    {
        var labelled = Enumerable.Range(0, faces.Count).Where(i => faces.Labels[i] == (byte)emotion).ToArray();
        var agreed = labelled.Where(i => faces.RaterMajority(i) == emotion).ToArray();
        var average = Take(faces, agreed, finder);
        if (average.Count < FewestFaces) average = Take(faces, labelled, finder);
        return average.Count >= FewestFaces ? average
            : throw new LabDataException($"{faces.Source}: expected at least {FewestFaces} {emotion.NameOf()} faces that Dlib finds, found {average.Count}.");
    }

    /// <summary>The mean picture, contrast stretched to the full range of brightness.</summary>
    public byte[] Pixels()
    {
        double darkest = sums.Min(), range = Math.Max(sums.Max() - darkest, 1e-9);
        return [.. sums.Select(sum => (byte)Math.Round(255 * (sum - darkest) / range))];
    }

    private static AverageFace Take(FaceSet faces, int[] indices, FaceFinder finder)
    {
        var average = new AverageFace();
        var enlarged = new GreyImage(1, 1);
        foreach (var index in indices)
        {
            if (average.Count == MostFaces) break;
            var crop = new GreyImage(FaceSet.Side, FaceSet.Side, faces.Face(index));
            const int side = (FaceSet.Side + 2 * Border) * Enlargement;
            crop.SampleInto(enlarged, side, side, -Border, -Border, 1.0 / Enlargement);
            if (finder.Detect(enlarged, DetectorThreshold) is not [var found]) continue;
            var landmarks = finder.Landmarks(enlarged, FaceSquare.Of(found));
            average.Add(crop, landmarks);
        }

        return average;
    }

    private void Add(GreyImage crop, FacialLandmarks enlarged)
    {
        LandmarkPoint[] seen = [.. FaceAligner.Template.Select(t => new LandmarkPoint(
            enlarged[t.Landmark].X / Enlargement - Border, enlarged[t.Landmark].Y / Enlargement - Border))];
        var toCrop = SimilarityTransform.Fit(Template, seen);
        for (var y = 0; y < Side; y++)
        {
            for (var x = 0; x < Side; x++)
            {
                var (cx, cy) = toCrop.Apply(x, y);
                sums[y * Side + x] += crop.At(cx, cy);
            }
        }

        Count++;
    }
}
