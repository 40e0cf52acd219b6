namespace FerCare.ModelLab.Networks;

/// <summary>Where two plans part, for those whose names and sizes read alike.</summary>
public static class PlanDifference
{
    /// <summary>The first difference in words, such as "layer 3: expected Convolution { … }, found Rectifier { … }".</summary>
    public static string Between(NetworkPlan expected, NetworkPlan found)
    {
        if (expected.InputSize != found.InputSize) return $"input size: expected {expected.InputSize} pixels, found {found.InputSize}";
        for (var i = 0; i < Math.Min(expected.Layers.Count, found.Layers.Count); i++)
            if (!expected.Layers[i].Equals(found.Layers[i])) return $"layer {i + 1}: expected {expected.Layers[i]}, found {found.Layers[i]}";
        return expected.Layers.Count == found.Layers.Count ? "only their names differ" : $"expected {expected.Layers.Count} layers, found {found.Layers.Count}";
    }
}
