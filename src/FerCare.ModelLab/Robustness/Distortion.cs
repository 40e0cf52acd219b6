using FerCare.ModelLab.Data;

namespace FerCare.ModelLab.Robustness;

/// <summary>Writes a distorted copy of a face of 48x48 grey pixels; the same random numbers give the same copy.</summary>
public delegate void DistortFace(ReadOnlySpan<byte> face, double severity, Random random, Span<byte> distorted);

/// <summary>One way in which a camera picture can be worse than a training picture, in graded steps.</summary>
public sealed record Distortion
{
    private readonly DistortFace distort;

    /// <param name="name">What it is.</param>
    /// <param name="unit">What its severity is measured in.</param>
    /// <param name="none">The severity that leaves a face as it is.</param>
    /// <param name="severities">Mild to severe.</param>
    /// <param name="distort">Never asked for <paramref name="none"/>.</param>
    public Distortion(string name, string unit, double none, IReadOnlyList<double> severities, DistortFace distort)
    {
        if (severities.Count == 0 || severities.Any(s => !double.IsFinite(s) || s == none))
            throw new ArgumentException($"Expected severities of {name} other than {none}, found {string.Join(' ', severities)}.", nameof(severities));
        (Name, Unit, None, Severities, this.distort) = (name, unit, none, severities, distort);
    }

    public string Name { get; }

    public string Unit { get; }

    /// <summary>The severity that leaves a face as it is.</summary>
    public double None { get; }

    /// <summary>The severities measured, mild to severe.</summary>
    public IReadOnlyList<double> Severities { get; }

    /// <summary>Writes a distorted copy of one face.</summary>
    /// <exception cref="ArgumentException">Not 48x48 pixels.</exception>
    public void Apply(ReadOnlySpan<byte> face, double severity, Random random, Span<byte> distorted)
    {
        if (face.Length != FaceSet.PixelsPerFace || distorted.Length != FaceSet.PixelsPerFace)
            throw new ArgumentException($"Expected {FaceSet.PixelsPerFace} pixels, found {face.Length} and room for {distorted.Length}.", nameof(face));
        if (severity == None) face.CopyTo(distorted);
        else distort(face, severity, random, distorted);
    }

    /// <summary>A distorted copy of every face. A face meets the same random numbers at every severity, so that only the severity differs.</summary>
    public FaceSet Apply(FaceSet faces, double severity, int seed)
    {
        var pixels = new byte[faces.Pixels.Length];
        for (var i = 0; i < faces.Count; i++)
            Apply(faces.Face(i), severity, new Random(unchecked(seed * 486187739 + i)), pixels.AsSpan(i * FaceSet.PixelsPerFace, FaceSet.PixelsPerFace));
        return faces.WithPixels(pixels);
    }
}
