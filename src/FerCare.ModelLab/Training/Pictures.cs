using FerCare.ModelLab.Data;
using static TorchSharp.torch;

namespace FerCare.ModelLab.Training;

/// <summary>Faces as a network reads them.</summary>
public static class Pictures
{
    /// <summary>The chosen faces as they are: [n,1,48,48] with pixels in -1..1.</summary>
    public static Tensor Of(FaceSet faces, ReadOnlySpan<int> chosen)
    {
        var pixels = new float[chosen.Length * FaceSet.PixelsPerFace];
        for (var i = 0; i < chosen.Length; i++)
            Augmentation.Plain(faces.Face(chosen[i]), pixels.AsSpan(i * FaceSet.PixelsPerFace, FaceSet.PixelsPerFace));
        return tensor(pixels, [chosen.Length, 1, FaceSet.Side, FaceSet.Side]);
    }
}
