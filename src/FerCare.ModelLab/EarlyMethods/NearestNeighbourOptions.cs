namespace FerCare.ModelLab.EarlyMethods;

/// <summary>How nearest neighbours are found and counted.</summary>
public sealed record NearestNeighbourOptions
{
    /// <summary>What faces are compared by.</summary>
    public FaceFeature Feature { get; init; } = FaceFeature.GradientHistograms;

    /// <summary>Numbers of neighbours to choose from on held-out faces, at most 256; without held-out faces the first is taken.</summary>
    public IReadOnlyList<int> Neighbours { get; init; } = [15, 1, 3, 5, 7, 10, 20, 30, 40, 60, 80];

    /// <summary>Whether the mirror image of each face is stored too: twice the size and time.</summary>
    public bool Mirrored { get; init; }
}
