namespace FerCare.ModelLab.Networks;

/// <summary>
/// The size of an Xception network (Chollet 2017) for small grey faces. The reference (width 1, 8 middle blocks, 48 pixels,
/// stem stride 1) takes 831 M multiply-adds: stem 3x3 of 32 and 64, entry blocks of 128, 256 and 728 channels that each halve
/// the picture, middle blocks of three separable convolutions at 6x6, exit of 1024 and 1536.
/// </summary>
public sealed record XceptionShape(double Width = 1.0, int MiddleBlocks = 8, int InputSize = 48, int StemStride = 1)
{
    /// <summary>Multiplier on every channel count, above 0 and at most 2.</summary>
    public double Width { get; } = Width is > 0 and <= 2 ? Width
        : throw new ArgumentOutOfRangeException(nameof(Width), Width, "Width must be above 0 and at most 2.");

    /// <summary>Residual blocks of the middle flow, 0 to 16.</summary>
    public int MiddleBlocks { get; } = MiddleBlocks is >= 0 and <= 16 ? MiddleBlocks
        : throw new ArgumentOutOfRangeException(nameof(MiddleBlocks), MiddleBlocks, "Middle blocks must be 0 to 16.");

    /// <summary>Side of the square input, pixels.</summary>
    public int InputSize { get; } = InputSize is >= 32 and <= 224 ? InputSize
        : throw new ArgumentOutOfRangeException(nameof(InputSize), InputSize, "Input size must be 32 to 224 pixels.");

    /// <summary>Stride of the first convolution: 1 keeps the full picture, 2 is four times cheaper.</summary>
    public int StemStride { get; } = StemStride is 1 or 2 ? StemStride
        : throw new ArgumentOutOfRangeException(nameof(StemStride), StemStride, "Stem stride must be 1 or 2.");

    /// <summary>Channels at width 1 scaled to this width, rounded to a multiple of 4 so that vector units are filled.</summary>
    public int Channels(int atFullWidth) => Math.Max(8, (int)Math.Round(atFullWidth * Width / 4) * 4);

    /// <summary>The one line that names this shape in checkpoints and manifests.</summary>
    public override string ToString() => FormattableString.Invariant($"xception width {Width} middle {MiddleBlocks} input {InputSize} stem-stride {StemStride}");
}
