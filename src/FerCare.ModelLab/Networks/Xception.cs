using FerCare.Affect;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace FerCare.ModelLab.Networks;

/// <summary>
/// Xception with two linear heads on one trunk. Input [n,1,size,size] with pixels in -1..1; output two tensors of logits
/// [n,7]: the FER2013 label head and the FER+ rater-distribution head.
/// </summary>
public sealed class Xception : Module<Tensor, (Tensor Fer2013, Tensor FerPlus)>
{
    private readonly ConvolutionWithNorm stem1, stem2;
    private readonly ModuleList<ResidualBlock> entry = new(), middle = new();
    private readonly SeparableConvolution exit1, exit2;
    private readonly Dropout dropout;
    private readonly Linear fer2013, ferPlus;

    public Xception(XceptionShape shape, double dropoutShare = 0.4) : base("xception")
    {
        Shape = shape;
        stem1 = new ConvolutionWithNorm(1, shape.Channels(32), 3, shape.StemStride);
        stem2 = new ConvolutionWithNorm(shape.Channels(32), shape.Channels(64), 3, 1);
        var channels = shape.Channels(64);
        var first = true;
        foreach (var wide in (int[])[128, 256, 728])
        {
            // With a strided stem the first entry block keeps its size, so the middle flow stands at 1/8 of the input either way.
            var halve = !(first && shape.StemStride == 2);
            entry.Add(new ResidualBlock([channels, shape.Channels(wide), shape.Channels(wide)], halve, startsWithRelu: !first));
            channels = shape.Channels(wide);
            first = false;
        }

        for (var i = 0; i < shape.MiddleBlocks; i++)
            middle.Add(new ResidualBlock([channels, channels, channels, channels], halve: false, startsWithRelu: true));
        exit1 = new SeparableConvolution(channels, shape.Channels(1024));
        exit2 = new SeparableConvolution(shape.Channels(1024), shape.Channels(1536));
        dropout = Dropout(dropoutShare);
        fer2013 = Linear(shape.Channels(1536), Emotions.Count);
        ferPlus = Linear(shape.Channels(1536), Emotions.Count);
        RegisterComponents();
    }

    public XceptionShape Shape { get; }

    /// <summary>Number type of the pictures inside the trunk while training; bfloat16 halves a step where the processor has it.</summary>
    public ScalarType TrainingPrecision { get; init; } = ScalarType.Float32;

    public ConvolutionWithNorm Stem1 => stem1;
    public ConvolutionWithNorm Stem2 => stem2;
    public IEnumerable<ResidualBlock> Blocks => entry.Concat(middle);
    public SeparableConvolution Exit1 => exit1;
    public SeparableConvolution Exit2 => exit2;
    public Linear Fer2013Head => fer2013;
    public Linear FerPlusHead => ferPlus;

    public override (Tensor Fer2013, Tensor FerPlus) forward(Tensor faces)
    {
        var x = functional.relu(ChannelsLast(stem1.call(training ? faces.to_type(TrainingPrecision) : faces)), inplace: true);
        x = functional.relu(stem2.call(x), inplace: true);
        foreach (var block in entry) x = block.call(x);
        foreach (var block in middle) x = block.call(x);
        x = functional.relu(x);
        x = functional.relu(exit1.call(x), inplace: true);
        x = functional.relu(exit2.call(x), inplace: true);
        x = dropout.call(x.to_type(ScalarType.Float32).mean([2L, 3L]));
        return (fer2013.call(x), ferPlus.call(x));
    }

    /// <summary>The same values laid out [n,h,w,c] in memory, which the convolutions after it keep: half the time a step on a CPU.</summary>
    private static Tensor ChannelsLast(Tensor x) => x.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2);

    /// <summary>Weights that can be learned.</summary>
    public long ParameterCount => parameters().Sum(p => p.numel());
}
