using System.Numerics.Tensors;
using FerCare.ModelLab.Data;

namespace FerCare.ModelLab.EarlyMethods;

/// <summary>What faces are compared by.</summary>
public enum FaceFeature
{
    /// <summary>The 2,304 pixels, their mean taken off, brought to length 1, so that light and contrast do not count.</summary>
    Pixels = 0,

    /// <summary>Histograms of oriented gradients.</summary>
    GradientHistograms = 1,
}

/// <summary>Turns a face into the numbers it is compared by.</summary>
internal static class FaceFeatures
{
    /// <summary>How many numbers a face becomes.</summary>
    public static int Length(FaceFeature feature) => feature == FaceFeature.Pixels ? FaceSet.PixelsPerFace : GradientHistograms.Length;

    /// <summary>Writes the numbers of one face of 48x48 pixels.</summary>
    public static void Write(FaceFeature feature, ReadOnlySpan<byte> face, Span<float> numbers)
    {
        if (feature == FaceFeature.GradientHistograms) GradientHistograms.Write(face, numbers);
        else Standardise(face, numbers);
    }

    private static void Standardise(ReadOnlySpan<byte> face, Span<float> numbers)
    {
        TensorPrimitives.ConvertChecked(face, numbers);
        TensorPrimitives.Subtract(numbers, TensorPrimitives.Sum<float>(numbers) / numbers.Length, numbers);
        var length = TensorPrimitives.Norm<float>(numbers);
        // A face of one brightness has nothing to compare; it stays at zero.
        if (length > 0) TensorPrimitives.Divide(numbers, length, numbers);
    }
}
