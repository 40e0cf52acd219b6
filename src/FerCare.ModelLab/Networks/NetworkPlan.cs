using System.Text.Json;
using System.Text.Json.Serialization;
using FerCare.Affect;
using FerCare.ModelLab.Data;

namespace FerCare.ModelLab.Networks;

/// <summary>Channels, height and width of a layer's output; 1x1 after a mean or flattening.</summary>
public readonly record struct Extent(int Channels, int Height, int Width)
{
    /// <summary>Values of one face.</summary>
    public long Count => (long)Channels * Height * Width;
}

/// <summary>
/// A whole network as data: layers in an order in which they can be computed, from grey faces [n,1,size,size] with pixels in
/// -1..1 to the logits [n,7] of two heads. One plan is trained, folded, pruned, quantised, exported and counted by code that walks it.
/// </summary>
public sealed class NetworkPlan
{
    /// <summary>Name of the input: grey faces.</summary>
    public const string Faces = "faces";

    /// <summary>Names of the heads: FER2013 labels, and the distribution of the FER+ raters.</summary>
    public const string Fer2013 = "fer2013", FerPlus = "ferplus";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
    };

    private readonly Dictionary<string, Extent> extents = [];

    /// <param name="network">Which of the lab's networks this is, such as xception.</param>
    /// <param name="description">Its size in words, such as "width 0.5, 4 middle blocks".</param>
    /// <param name="inputSize">Side of the square input, pixels, 32 to 224.</param>
    /// <param name="layers">In the order of computation.</param>
    /// <exception cref="ArgumentException">A layer reads what is not there, a name occurs twice, shapes do not fit, or a head is missing.</exception>
    [JsonConstructor]
    public NetworkPlan(string network, string description, int inputSize, IReadOnlyList<Layer> layers)
    {
        if (inputSize is < 32 or > 224) throw new ArgumentOutOfRangeException(nameof(inputSize), inputSize, "Input size must be 32 to 224 pixels.");
        (Network, Description, InputSize, Layers) = (network, description, inputSize, [.. layers]);
        extents[Faces] = new Extent(1, inputSize, inputSize);
        foreach (var layer in Layers)
            if (!extents.TryAdd(layer.Name, ExtentOf(layer))) throw new ArgumentException($"The layer {layer.Name} occurs twice.", nameof(layers));
        foreach (var head in (string[])[Fer2013, FerPlus])
            if (extents.GetValueOrDefault(head).Count != Emotions.Count) throw new ArgumentException($"Expected a head {head} of {Emotions.Count} outputs.", nameof(layers));
    }

    public string Network { get; }
    public string Description { get; }
    public int InputSize { get; }
    public IReadOnlyList<Layer> Layers { get; }

    /// <summary>The shape of a layer's output, or of the input.</summary>
    public Extent this[string layer] => extents[layer];

    /// <summary>The layers that read a layer's output.</summary>
    public IEnumerable<Layer> ReadersOf(string layer) => Layers.Where(l => l.Inputs.Contains(layer));

    /// <summary>Reads a plan.</summary>
    /// <exception cref="LabDataException">Missing, or not a plan.</exception>
    public static NetworkPlan Read(string path)
    {
        if (!File.Exists(path)) throw new LabDataException($"{path}: expected a network plan written by 'train', found none.");
        try
        {
            return JsonSerializer.Deserialize<NetworkPlan>(File.ReadAllBytes(path), Json) ?? throw new JsonException("empty");
        }
        catch (Exception problem) when (problem is JsonException or ArgumentException or NotSupportedException)
        {
            throw new LabDataException($"{path}: expected a network plan, found something else ({problem.Message.ReplaceLineEndings(" ")})");
        }
    }

    /// <summary>The plan as JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Json);

    /// <summary>Network and size in one line.</summary>
    public override string ToString() => $"{Network}, {Description}";

    private Extent ExtentOf(Layer layer)
    {
        var inputs = layer.Inputs.Select(name => extents.TryGetValue(name, out var extent) ? extent
            : throw new ArgumentException($"The layer {layer.Name} reads {name}, which no earlier layer gives.")).ToArray();
        var x = inputs[0];
        return layer switch
        {
            Convolution { Depthwise: true } c when c.Channels != x.Channels => throw new ArgumentException($"The depthwise convolution {c.Name} has {c.Channels} channels and reads {x.Channels}."),
            Convolution c => new Extent(Positive(c.Channels, c), Strided(x.Height, c.Kernel, c.Kernel / 2, c.Stride), Strided(x.Width, c.Kernel, c.Kernel / 2, c.Stride)),
            Maximum m => new Extent(x.Channels, Strided(x.Height, m.Kernel, m.Border, m.Stride), Strided(x.Width, m.Kernel, m.Border, m.Stride)),
            Resized r => x with { Height = Positive(r.Side, r), Width = r.Side },
            Sum when inputs[0] != inputs[1] => throw new ArgumentException($"The sum {layer.Name} reads {inputs[0]} and {inputs[1]}."),
            SpatialMean => x with { Height = 1, Width = 1 },
            Flattening => new Extent(checked((int)x.Count), 1, 1),
            Dense when x.Height * x.Width != 1 => throw new ArgumentException($"The dense layer {layer.Name} reads a picture {x}; expected one row."),
            Dense d => new Extent(Positive(d.Channels, d), 1, 1),
            _ => x,
        };
    }

    private static int Positive(int size, Layer layer) => size > 0 ? size : throw new ArgumentException($"The layer {layer.Name} has a size of {size}.");

    private static int Strided(int side, int kernel, int border, int stride) => (side + 2 * border - kernel) / stride + 1;
}
