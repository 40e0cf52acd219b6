using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace FerCare.ModelLab.Networks;

/// <summary>
/// A plan with weights. Input [n,1,size,size] with pixels in -1..1; output two tensors of logits [n,7]: the FER2013 label head
/// and the FER+ rater head.
/// </summary>
public sealed class PlannedNetwork : Module<Tensor, (Tensor Fer2013, Tensor FerPlus)>
{
    private readonly Dictionary<string, Module<Tensor, Tensor>> weighted = [];
    private readonly HashSet<string> overwritten = [];

    public PlannedNetwork(NetworkPlan plan) : base(plan.Network)
    {
        Plan = plan;
        foreach (var layer in plan.Layers)
        {
            Module<Tensor, Tensor>? module = layer switch
            {
                Convolution c => new PlannedConvolution(c, plan[c.Input].Channels),
                Dense d => Linear(plan[d.Input].Channels, d.Channels),
                Dropping d => Dropout(d.Share),
                _ => null,
            };
            if (module is null) continue;
            weighted[layer.Name] = module;
            register_module(layer.Name, module);
        }

        // A rectifier that is the only reader of a convolution may write over what it reads: the backward pass does not need it.
        foreach (var layer in plan.Layers.OfType<Rectifier>())
            if (plan.Layers.FirstOrDefault(l => l.Name == layer.Input) is Convolution && plan.ReadersOf(layer.Input).Count() == 1) overwritten.Add(layer.Name);
        RegisterComponents();
    }

    public NetworkPlan Plan { get; }

    /// <summary>Number type of the pictures inside the trunk; bfloat16 halves a training step where the processor has it.</summary>
    public ScalarType TrunkPrecision { get; set; } = ScalarType.Float32;

    /// <summary>Changes or looks at each layer's output while it is computed; null leaves it.</summary>
    public Func<Layer, Tensor, Tensor>? Watcher { get; set; }

    /// <summary>The convolution of that name.</summary>
    public PlannedConvolution ConvolutionOf(string name) => (PlannedConvolution)weighted[name];

    /// <summary>The dense layer of that name.</summary>
    public Linear DenseOf(string name) => (Linear)weighted[name];

    public override (Tensor Fer2013, Tensor FerPlus) forward(Tensor faces)
    {
        var outputs = new Dictionary<string, Tensor> { [NetworkPlan.Faces] = faces.to_type(TrunkPrecision) };
        var laidOut = false;
        foreach (var layer in Plan.Layers)
        {
            var x = Compute(layer, outputs);
            if (!laidOut && layer is Convolution)
            {
                x = ChannelsLast(x);
                laidOut = true;
            }

            outputs[layer.Name] = Watcher is null ? x : Watcher(layer, x);
        }

        return (outputs[NetworkPlan.Fer2013], outputs[NetworkPlan.FerPlus]);
    }

    private Tensor Compute(Layer layer, Dictionary<string, Tensor> outputs)
    {
        var x = outputs[layer.Inputs[0]];
        return layer switch
        {
            Convolution or Dense or Dropping => weighted[layer.Name].call(x),
            Rectifier => functional.relu(x, inplace: overwritten.Contains(layer.Name)),
            Maximum m => functional.max_pool2d(x, m.Kernel, stride: m.Stride, padding: m.Border),
            Resized r => functional.interpolate(x, size: [r.Side, r.Side], mode: InterpolationMode.Bilinear, align_corners: false),
            Sum s => x + outputs[s.Second],
            SpatialMean => x.to_type(ScalarType.Float32).mean([2L, 3L]),
            Flattening => x.to_type(ScalarType.Float32).contiguous().flatten(1),
            _ => throw new ArgumentException($"No computation is known for the layer {layer.Name}."),
        };
    }

    /// <summary>The same values laid out [n,h,w,c] in memory, which the convolutions after it keep: half the time a step on a CPU.</summary>
    private static Tensor ChannelsLast(Tensor x) => x.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2);
}

/// <summary>A convolution with what follows it; weights stay in single precision and are rounded to the type of the picture they meet.</summary>
public sealed class PlannedConvolution : Module<Tensor, Tensor>
{
    private readonly Conv2d convolution;
    private readonly BatchNorm2d? norm;
    private readonly bool pointwise;

    public PlannedConvolution(Convolution layer, int input) : base("convolution")
    {
        convolution = Conv2d(input, layer.Channels, layer.Kernel, stride: layer.Stride, padding: layer.Kernel / 2,
            groups: layer.Depthwise ? input : 1, bias: layer.Offset == Offset.Bias);
        pointwise = layer is { Kernel: 1, Depthwise: false };
        if (layer.Offset == Offset.BatchNorm) norm = BatchNorm2d(layer.Channels);
        if (layer.StartsSilent && norm is not null) init.zeros_(norm.weight!);
        if (!layer.Depthwise) init.kaiming_normal_(convolution.weight!, mode: init.FanInOut.FanOut, nonlinearity: init.NonlinearityType.ReLU);
        RegisterComponents();
    }

    /// <summary>Weights [out,in/groups,k,k].</summary>
    public Parameter Weight => convolution.weight!;

    /// <summary>Bias [out], where the plan asks for one.</summary>
    public Parameter? Bias => convolution.bias;

    /// <summary>Batch normalisation, where the plan asks for it.</summary>
    public BatchNorm2d? Norm => norm;

    /// <summary>Changes the weights on their way into the convolution; null leaves them.</summary>
    public Func<Tensor, Tensor>? WeightsSeen { get; set; }

    public override Tensor forward(Tensor x)
    {
        var weight = WeightsSeen is null ? convolution.weight! : WeightsSeen(convolution.weight!);
        var y = Convolved(x, weight.to_type(x.dtype), convolution.bias?.to_type(x.dtype));
        return norm is null ? y : Normalised(norm, y);
    }

    /// <summary>
    /// What the module computes, without its count of batches, which nobody reads: it adds a number that the garbage collector may
    /// free while the library still reads it, and then a step ends now and then in an error.
    /// </summary>
    private static Tensor Normalised(BatchNorm2d norm, Tensor x) =>
        functional.batch_norm(x, norm.running_mean!, norm.running_var!, norm.weight, norm.bias, norm.training, norm.momentum!.Value, norm.eps);

    /// <summary>
    /// A 1x1 convolution is a product of matrices where channels lie side by side in memory. Computed as one, a step is a tenth
    /// faster, and the library's own 1x1 convolution, which divides by zero on some processors (6x6 places, 1024 channels), is not met.
    /// </summary>
    private Tensor Convolved(Tensor x, Tensor weight, Tensor? bias)
    {
        if (!pointwise) return functional.conv2d(x, weight, bias, [.. convolution.stride], [.. convolution.padding!], [1, 1], convolution.groups);
        var step = TensorIndex.Slice(step: convolution.stride[0]);
        var places = convolution.stride[0] == 1 ? x : x.index(TensorIndex.Ellipsis, step, step);
        return functional.linear(places.permute(0, 2, 3, 1), weight.flatten(1), bias).permute(0, 3, 1, 2);
    }
}
