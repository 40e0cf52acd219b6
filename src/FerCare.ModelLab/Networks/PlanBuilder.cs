using FerCare.Affect;

namespace FerCare.ModelLab.Networks;

/// <summary>Writes a plan layer by layer; every method returns the name of the layer it added.</summary>
public sealed class PlanBuilder
{
    private readonly List<Layer> layers = [];

    /// <summary>A convolution with batch normalisation.</summary>
    public string Convolution(string name, string x, int channels, int kernel, int stride = 1) => Add(new Convolution(name, x, channels, kernel, stride));

    /// <summary>The last convolution of a residual block: the block gives at first what it reads.</summary>
    public string Silent(string name, string x, int channels, int kernel) => Add(new Convolution(name, x, channels, kernel) { StartsSilent = true });

    /// <summary>A convolution with batch normalisation and rectifier.</summary>
    public string Rectified(string name, string x, int channels, int kernel, int stride = 1) => Rectifier(Convolution(name, x, channels, kernel, stride));

    /// <summary>A 3x3 convolution per channel, then a 1x1 across channels with batch normalisation (Chollet 2017, section 3).</summary>
    public string Separable(string name, string x, int input, int channels) =>
        Convolution(name, Add(new Convolution($"{name}_depthwise", x, input, 3, 1, Depthwise: true, Offset.None)), channels, 1);

    public string Rectifier(string x) => Add(new Rectifier($"{x}_relu", x));

    public string Maximum(string x, int kernel, int stride) => Add(new Maximum($"{x}_maximum", x, kernel, stride));

    public string Resized(string x, int side) => Add(new Resized($"{x}_resized", x, side));

    public string Sum(string name, string first, string second) => Add(new Sum(name, first, second));

    public string SpatialMean(string x) => Add(new SpatialMean("mean", x));

    public string Flattening(string x) => Add(new Flattening("row", x));

    public string Dropping(string x, double share) => share == 0 ? x : Add(new Dropping($"{x}_dropping", x, share));

    public string Dense(string name, string x, int channels) => Add(new Dense(name, x, channels));

    /// <summary>Adds both heads and finishes.</summary>
    public NetworkPlan WithHeads(string x, string network, string description, int inputSize)
    {
        Dense(NetworkPlan.Fer2013, x, Emotions.Count);
        Dense(NetworkPlan.FerPlus, x, Emotions.Count);
        return new NetworkPlan(network, description, inputSize, layers);
    }

    private string Add(Layer layer)
    {
        layers.Add(layer);
        return layer.Name;
    }
}
