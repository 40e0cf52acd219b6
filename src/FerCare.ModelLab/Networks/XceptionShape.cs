using FerCare.ModelLab.Data;

namespace FerCare.ModelLab.Networks;

/// <summary>
/// The size of an Xception network (Chollet 2017) for small grey faces. The reference (width 1, 8 middle blocks, 48 pixels,
/// stem stride 1) takes 831 M multiply-adds: stem 3x3 of 32 and 64, entry blocks of 128, 256 and 728 channels that each halve
/// the picture, middle blocks of three separable convolutions at 6x6, exit of 1024 and 1536.
/// </summary>
public sealed record XceptionShape(double Width = 1.0, int MiddleBlocks = 8, int InputSize = 48, int StemStride = 1)
{
    /// <summary>The network that every ratio of the benchmark refers to.</summary>
    public static XceptionShape Reference { get; } = new();

    /// <summary>Multiplier on every channel count, above 0 and at most 2.</summary>
    public double Width { get; } = Width is > 0 and <= 2 ? Width
        : throw new ArgumentOutOfRangeException(nameof(Width), Width, "Width must be above 0 and at most 2.");

    /// <summary>Residual blocks of the middle flow, 0 to 16.</summary>
    public int MiddleBlocks { get; } = MiddleBlocks is >= 0 and <= 16 ? MiddleBlocks
        : throw new ArgumentOutOfRangeException(nameof(MiddleBlocks), MiddleBlocks, "Middle blocks must be 0 to 16.");

    /// <summary>Side of the picture that the stem sees, pixels; faces of another size are brought to it inside the network.</summary>
    public int InputSize { get; } = InputSize is >= 32 and <= 224 ? InputSize
        : throw new ArgumentOutOfRangeException(nameof(InputSize), InputSize, "Input size must be 32 to 224 pixels.");

    /// <summary>Stride of the first convolution: 1 keeps the full picture, 2 is four times cheaper.</summary>
    public int StemStride { get; } = StemStride is 1 or 2 ? StemStride
        : throw new ArgumentOutOfRangeException(nameof(StemStride), StemStride, "Stem stride must be 1 or 2.");

    /// <summary>Channels at width 1 scaled to this width, rounded to a multiple of 4 so that vector units are filled.</summary>
    public int Channels(int atFullWidth) => Math.Max(8, (int)Math.Round(atFullWidth * Width / 4) * 4);

    /// <summary>The layers of this network.</summary>
    /// <param name="dropout">Share of the pooled features dropped while training.</param>
    public NetworkPlan Plan(double dropout)
    {
        var plan = new PlanBuilder();
        var channels = Channels(64);
        var x = plan.Rectified("stem1", InputSize == FaceSet.Side ? NetworkPlan.Faces : plan.Resized(NetworkPlan.Faces, InputSize), Channels(32), 3, StemStride);
        x = plan.Rectified("stem2", x, channels, 3);
        var block = 0;
        foreach (var wide in (int[])[128, 256, 728])
        {
            // With a strided stem the first entry block keeps its size, so the middle flow stands at 1/8 of the input either way.
            var halves = block > 0 || StemStride == 1;
            x = Entry(plan, $"entry{++block}", x, channels, Channels(wide), halves, startsWithRectifier: block > 1);
            channels = Channels(wide);
        }

        for (var i = 1; i <= MiddleBlocks; i++)
        {
            var y = x;
            for (var s = 1; s <= 3; s++) y = plan.Separable($"middle{i}_{s}", plan.Rectifier(y), channels, channels);
            x = plan.Sum($"middle{i}", y, x);
        }

        x = plan.Rectifier(plan.Separable("exit1", plan.Rectifier(x), channels, Channels(1024)));
        x = plan.Rectifier(plan.Separable("exit2", x, Channels(1024), Channels(1536)));
        x = plan.Dropping(plan.SpatialMean(x), dropout);
        return plan.WithHeads(x, "xception", FormattableString.Invariant($"width {Width}, {MiddleBlocks} middle blocks, stem stride {StemStride}, {InputSize} pixels"), FaceSet.Side);
    }

    private static string Entry(PlanBuilder plan, string name, string x, int input, int channels, bool halves, bool startsWithRectifier)
    {
        var y = plan.Separable($"{name}_1", startsWithRectifier ? plan.Rectifier(x) : x, input, channels);
        y = plan.Separable($"{name}_2", plan.Rectifier(y), channels, channels);
        if (halves) y = plan.Maximum(y, 3, 2);
        return plan.Sum(name, y, plan.Convolution($"{name}_shortcut", x, channels, 1, halves ? 2 : 1));
    }
}
