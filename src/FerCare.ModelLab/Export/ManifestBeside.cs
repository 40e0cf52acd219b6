using FerCare.ModelLab.Data;
using FerCare.Vision;
using FerCare.Vision.Classifying;

namespace FerCare.ModelLab.Export;

/// <summary>The manifest beside a network's file (the same name, .json): what its pixels and its seven outputs mean.</summary>
public static class ManifestBeside
{
    // A scale or offset written with six digits still means the same pixels.
    private const float Rounding = 1e-6f;

    /// <summary>Holds a network that the lab is to learn from against its manifest; one without a manifest passes.</summary>
    /// <param name="network">The .onnx file.</param>
    /// <exception cref="LabDataException">The manifest is none, or tells of other labels, another picture size or other pixels than the lab's.</exception>
    public static void Check(string network)
    {
        var path = Path.ChangeExtension(network, ".json");
        if (!File.Exists(path)) return;
        ModelInput input;
        try
        {
            input = ModelManifest.Read(path).Input;
        }
        catch (MissingModelException problem)
        {
            throw new LabDataException($"{network}: expected the manifest of a network for the lab's labels beside it, or none, found another. {problem.Message}", problem);
        }

        if (Math.Abs(input.Scale - Augmentation.PixelScale) > Rounding || Math.Abs(input.Offset - Augmentation.PixelOffset) > Rounding)
            throw new LabDataException(FormattableString.Invariant(
                $"{path}: expected pixels times {Augmentation.PixelScale} plus {Augmentation.PixelOffset}, found times {input.Scale} plus {input.Offset}."));
    }
}
