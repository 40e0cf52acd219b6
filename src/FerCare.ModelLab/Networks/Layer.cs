using System.Text.Json.Serialization;

namespace FerCare.ModelLab.Networks;

/// <summary>One step of a network, as data. Pictures are [n,channels,height,width]; after a mean or flattening, [n,channels].</summary>
/// <param name="Name">Unique in its plan; letters, digits and underscores.</param>
[JsonDerivedType(typeof(Convolution), "convolution")]
[JsonDerivedType(typeof(Rectifier), "rectifier")]
[JsonDerivedType(typeof(Maximum), "maximum")]
[JsonDerivedType(typeof(Resized), "resized")]
[JsonDerivedType(typeof(Sum), "sum")]
[JsonDerivedType(typeof(SpatialMean), "spatial-mean")]
[JsonDerivedType(typeof(Flattening), "flattening")]
[JsonDerivedType(typeof(Dropping), "dropping")]
[JsonDerivedType(typeof(Dense), "dense")]
public abstract record Layer(string Name)
{
    /// <summary>Names of the layers (or of the plan's input) that this one reads.</summary>
    [JsonIgnore]
    public abstract IReadOnlyList<string> Inputs { get; }
}

/// <summary>What follows the products of a convolution or dense layer.</summary>
public enum Offset
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>A learned constant for each channel.</summary>
    Bias,

    /// <summary>Batch normalisation (Ioffe and Szegedy 2015).</summary>
    BatchNorm,
}

/// <summary>A square convolution with a border of half its kernel; depthwise keeps the channels apart.</summary>
public sealed record Convolution(string Name, string Input, int Channels, int Kernel, int Stride = 1, bool Depthwise = false, Offset Offset = Offset.BatchNorm) : Layer(Name)
{
    /// <summary>The scale of its batch normalisation starts at 0, so that a residual block gives at first what it reads (Goyal et al. 2017, section 5.1).</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool StartsSilent { get; init; }

    public override IReadOnlyList<string> Inputs => [Input];
}

/// <summary>max(0, x).</summary>
public sealed record Rectifier(string Name, string Input) : Layer(Name)
{
    public override IReadOnlyList<string> Inputs => [Input];
}

/// <summary>The largest value under a square window: 3x3 with a border of one, or 2x2 without.</summary>
public sealed record Maximum(string Name, string Input, int Kernel, int Stride) : Layer(Name)
{
    public override IReadOnlyList<string> Inputs => [Input];

    /// <summary>Border on every side, pixels.</summary>
    [JsonIgnore]
    public int Border => Kernel == 3 ? 1 : 0;
}

/// <summary>The picture brought to another size, values between pixels on a straight line.</summary>
/// <param name="Side">Height and width of what comes out, pixels.</param>
public sealed record Resized(string Name, string Input, int Side) : Layer(Name)
{
    public override IReadOnlyList<string> Inputs => [Input];
}

/// <summary>Element by element; both of one shape.</summary>
public sealed record Sum(string Name, string First, string Second) : Layer(Name)
{
    public override IReadOnlyList<string> Inputs => [First, Second];
}

/// <summary>Mean over height and width.</summary>
public sealed record SpatialMean(string Name, string Input) : Layer(Name)
{
    public override IReadOnlyList<string> Inputs => [Input];
}

/// <summary>All values of a picture in one row, channel by channel.</summary>
public sealed record Flattening(string Name, string Input) : Layer(Name)
{
    public override IReadOnlyList<string> Inputs => [Input];
}

/// <summary>Dropout (Srivastava et al. 2014): while training, this share of the values is zero; afterwards nothing happens.</summary>
public sealed record Dropping(string Name, string Input, double Share) : Layer(Name)
{
    public override IReadOnlyList<string> Inputs => [Input];
}

/// <summary>Every output from every input, with a bias.</summary>
public sealed record Dense(string Name, string Input, int Channels) : Layer(Name)
{
    public override IReadOnlyList<string> Inputs => [Input];
}
