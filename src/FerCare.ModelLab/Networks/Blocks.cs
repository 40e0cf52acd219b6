using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace FerCare.ModelLab.Networks;

/// <summary>Mixed precision: weights stay in single precision and are rounded to the type of the picture they meet.</summary>
internal static class MixedPrecision
{
    /// <summary>The convolution of [n,in,h,w] in the number type of <paramref name="x"/>; no bias.</summary>
    public static Tensor Convolve(this Tensor x, Conv2d by) => functional.conv2d(
        x, by.weight!.to_type(x.dtype), null, [.. by.stride], [.. by.padding!], [1, 1], by.groups);
}

/// <summary>A convolution without bias followed by batch normalisation; [n,in,h,w] to [n,out,h/stride,w/stride].</summary>
public sealed class ConvolutionWithNorm : Module<Tensor, Tensor>
{
    private readonly Conv2d convolution;
    private readonly BatchNorm2d norm;

    public ConvolutionWithNorm(int input, int output, int kernel, int stride, int groups = 1) : base("convolution")
    {
        convolution = Conv2d(input, output, kernel, stride: stride, padding: kernel / 2, groups: groups, bias: false);
        norm = BatchNorm2d(output);
        init.kaiming_normal_(convolution.weight!, mode: init.FanInOut.FanOut, nonlinearity: init.NonlinearityType.ReLU);
        RegisterComponents();
    }

    public Conv2d Convolution => convolution;
    public BatchNorm2d Norm => norm;

    public override Tensor forward(Tensor x) => norm.call(x.Convolve(convolution));
}

/// <summary>A 3x3 convolution per channel, then a 1x1 across channels with batch normalisation (Chollet 2017, section 3).</summary>
public sealed class SeparableConvolution : Module<Tensor, Tensor>
{
    private readonly Conv2d depthwise;
    private readonly ConvolutionWithNorm pointwise;

    public SeparableConvolution(int input, int output) : base("separable")
    {
        depthwise = Conv2d(input, input, 3, padding: 1L, groups: input, bias: false);
        pointwise = new ConvolutionWithNorm(input, output, 1, 1);
        RegisterComponents();
    }

    public Conv2d Depthwise => depthwise;
    public ConvolutionWithNorm Pointwise => pointwise;

    public override Tensor forward(Tensor x) => pointwise.call(x.Convolve(depthwise));
}

/// <summary>
/// Separable convolutions with ReLU before each, optionally a 3x3 max-pool of stride 2, added to the input
/// (through a 1x1 convolution where channels or size change).
/// </summary>
public sealed class ResidualBlock : Module<Tensor, Tensor>
{
    private readonly ModuleList<SeparableConvolution> convolutions = new();
    private readonly ConvolutionWithNorm? shortcut;

    public ResidualBlock(IReadOnlyList<int> channels, bool halve, bool startsWithRelu) : base("block")
    {
        Halves = halve;
        StartsWithRelu = startsWithRelu;
        for (var i = 1; i < channels.Count; i++) convolutions.Add(new SeparableConvolution(channels[i - 1], channels[i]));
        if (halve || channels[0] != channels[^1])
            shortcut = new ConvolutionWithNorm(channels[0], channels[^1], 1, halve ? 2 : 1);
        RegisterComponents();
    }

    public bool Halves { get; }
    public bool StartsWithRelu { get; }
    public IReadOnlyList<SeparableConvolution> Convolutions => [.. convolutions];
    public ConvolutionWithNorm? Shortcut => shortcut;

    public override Tensor forward(Tensor x)
    {
        var y = x;
        for (var i = 0; i < convolutions.Count; i++)
        {
            if (i > 0 || StartsWithRelu) y = functional.relu(y);
            y = convolutions[i].call(y);
        }

        if (Halves) y = functional.max_pool2d(y, 3, stride: 2, padding: 1);
        return y + (shortcut is null ? x : shortcut.call(x));
    }
}
