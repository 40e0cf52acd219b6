using FerCare.ModelLab.Data;

namespace FerCare.ModelLab.Robustness;

/// <summary>Distortions that hide a part of the face behind an even grey.</summary>
public static class Occlusion
{
    /// <summary>Height of the eyes in the crop, and how far out glasses reach (mean landmarks of FER2013 faces: eye corners at 11.6 to 36.0, 18.5).</summary>
    private const double Eyes = 18.5, GlassesLeft = 7, GlassesRight = 41;

    private const byte PaleCloth = 190, DarkGlass = 25;
    private const int Side = FaceSet.Side;

    /// <summary>A mask: a part of the height, from below; at 0.45 it reaches the nose tip.</summary>
    public static void CoverLowerFace(ReadOnlySpan<byte> face, double part, Random random, Span<byte> distorted) =>
        Cover(face, distorted, 0, Side * (1 - part), Side, Side, PaleCloth);

    /// <summary>Sunglasses: a dark band over both eyes.</summary>
    public static void CoverEyes(ReadOnlySpan<byte> face, double height, Random random, Span<byte> distorted) =>
        Cover(face, distorted, GlassesLeft, Eyes - height / 2, GlassesRight, Eyes + height / 2, DarkGlass);

    /// <summary>A hand, a cup, hair: a square of any grey anywhere.</summary>
    public static void CoverSquare(ReadOnlySpan<byte> face, double side, Random random, Span<byte> distorted)
    {
        double left = random.NextDouble() * (Side - side), top = random.NextDouble() * (Side - side);
        Cover(face, distorted, left, top, left + side, top + side, (byte)random.Next(256));
    }

    private static void Cover(ReadOnlySpan<byte> face, Span<byte> distorted, double left, double top, double right, double bottom, byte grey)
    {
        face.CopyTo(distorted);
        int firstX = (int)Math.Round(left), lastX = (int)Math.Round(right), firstY = (int)Math.Round(top), lastY = (int)Math.Round(bottom);
        for (var y = Math.Max(0, firstY); y < Math.Min(Side, lastY); y++)
            distorted[(y * Side + Math.Max(0, firstX))..(y * Side + Math.Min(Side, lastX))].Fill(grey);
    }
}
