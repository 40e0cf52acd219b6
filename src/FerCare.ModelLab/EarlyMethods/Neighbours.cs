namespace FerCare.ModelLab.EarlyMethods;

/// <summary>The nearest of the faces offered so far, nearest first; of equally near ones the one offered first.</summary>
internal ref struct Neighbours(Span<float> distances, Span<int> indices)
{
    private readonly Span<float> distances = distances;
    private readonly Span<int> indices = indices;

    /// <summary>How many there are; at most the room given.</summary>
    public int Count { get; private set; }

    /// <summary>Squared distances, ascending.</summary>
    public readonly ReadOnlySpan<float> Distances => distances[..Count];

    /// <summary>The faces' numbers.</summary>
    public readonly ReadOnlySpan<int> Indices => indices[..Count];

    /// <summary>Takes a face in if it is nearer than the farthest, or if there is room.</summary>
    public void Offer(float distance, int index)
    {
        if (Count == distances.Length)
        {
            if (!(distance < distances[Count - 1])) return;
        }
        else
        {
            Count++;
        }

        var at = Count - 1;
        for (; at > 0 && distances[at - 1] > distance; at--)
        {
            distances[at] = distances[at - 1];
            indices[at] = indices[at - 1];
        }

        distances[at] = distance;
        indices[at] = index;
    }
}
