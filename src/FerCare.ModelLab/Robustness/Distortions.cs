namespace FerCare.ModelLab.Robustness;

/// <summary>What a patient's camera can do to a face, with severities from barely seen to severe (own choice, units of the 48-pixel crop).</summary>
public static class Distortions
{
    public static IReadOnlyList<Distortion> All { get; } =
    [
        new("darkness", "stops of exposure lost", 0, [1, 2, 3, 4, 5], Light.Darken),
        new("over-exposure", "stops of exposure gained, clipped at white", 0, [0.5, 1, 1.5, 2, 3], Light.Brighten),
        new("gaussian noise", "standard deviation in grey levels of 255", 0, [5, 10, 20, 30, 40], Light.AddNoise),
        new("gaussian blur", "standard deviation in pixels of 48", 0, [0.5, 1, 1.5, 2, 3], Sharpness.Blur),
        new("motion blur", "length in pixels of 48, any direction", 0, [2, 4, 6, 9, 12], Sharpness.BlurByMotion),
        new("low resolution", "side of the whole face in pixels", 48, [32, 24, 16, 12, 8], Sharpness.Coarsen),
        new("JPEG compression", "quality of the 48-pixel crop", 100, [70, 50, 30, 15, 5], Sharpness.Compress),
        new("in-plane rotation", "degrees, either way", 0, [5, 10, 20, 30, 45], Sharpness.Rotate),
        new("mask", "part of the face's height covered from below", 0, [0.1, 0.2, 0.3, 0.4, 0.5], Occlusion.CoverLowerFace),
        new("sunglasses", "height in pixels of 48", 0, [2, 4, 6, 9, 12], Occlusion.CoverEyes),
        new("random square", "side in pixels of 48, any grey", 0, [6, 12, 18, 24, 30], Occlusion.CoverSquare),
    ];
}
