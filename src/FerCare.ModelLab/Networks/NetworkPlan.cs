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

    // The most that a size may be: far above every network of the lab, so that a slip of the pen is named before memory is asked for.
    private const int LargestSide = 224, MostChannels = 65536;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
    };

    private readonly Dictionary<string, Extent> extents = [];

    // Layers that give [n,channels], not a picture of 1x1.
    private readonly HashSet<string> rows = [];

    /// <param name="network">Which of the lab's networks this is, such as xception.</param>
    /// <param name="description">Its size in words, such as "width 0.5, 4 middle blocks".</param>
    /// <param name="inputSize">Side of the square input, pixels, 32 to 224.</param>
    /// <param name="layers">In the order of computation.</param>
    /// <exception cref="ArgumentException">A layer reads what is not there, a name occurs twice, a size cannot be computed with, shapes do not fit, or a head is missing.</exception>
    [JsonConstructor]
    public NetworkPlan(string network, string description, int inputSize, IReadOnlyList<Layer> layers)
    {
        if (inputSize is < 32 or > LargestSide) throw new ArgumentOutOfRangeException(nameof(inputSize), inputSize, $"Input size must be 32 to {LargestSide} pixels.");
        // What reads a file puts null where the file says null.
        if (layers.Any(layer => layer is null)) throw new ArgumentException("Expected layers, found null among them.", nameof(layers));
        (Network, Description, InputSize, Layers) = (network, description, inputSize, [.. layers]);
        extents[Faces] = new Extent(1, inputSize, inputSize);
        foreach (var layer in Layers)
            if (!extents.TryAdd(layer.Name, ExtentOf(layer))) throw new ArgumentException($"The layer {layer.Name} occurs twice.", nameof(layers));
        foreach (var head in (string[])[Fer2013, FerPlus])
            if (extents.GetValueOrDefault(head).Count != Emotions.Count || !rows.Contains(head)) throw new ArgumentException($"Expected a head {head} of {Emotions.Count} outputs.", nameof(layers));
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
        var readsRow = rows.Contains(layer.Inputs[0]);
        if (readsRow && layer is (Convolution or Maximum or Resized or SpatialMean)) throw new ArgumentException($"The layer {layer.Name} reads one row; expected a picture.");
        if (readsRow || layer is (SpatialMean or Flattening)) rows.Add(layer.Name);
        return layer switch
        {
            Convolution c when c.Kernel is < 1 or > LargestSide || c.Kernel % 2 == 0 =>
                throw new ArgumentException($"The convolution {c.Name} has a kernel of {c.Kernel}; expected an odd number below {LargestSide}."),
            Convolution { Depthwise: true } c when c.Channels != x.Channels => throw new ArgumentException($"The depthwise convolution {c.Name} has {c.Channels} channels and reads {x.Channels}."),
            Convolution c => Under(x with { Channels = Size(c.Channels, MostChannels, c) }, c.Kernel, c.Kernel / 2, c.Stride, c),
            Maximum m when m.Kernel is not (2 or 3) => throw new ArgumentException($"The maximum {m.Name} has a kernel of {m.Kernel}; expected 2 or 3."),
            Maximum m => Under(x, m.Kernel, m.Border, m.Stride, m),
            Resized r => x with { Height = Size(r.Side, LargestSide, r), Width = r.Side },
            Sum s when inputs[0] != inputs[1] || readsRow != rows.Contains(s.Second) => throw new ArgumentException($"The sum {layer.Name} reads {inputs[0]} and {inputs[1]}."),
            SpatialMean => x with { Height = 1, Width = 1 },
            Flattening when x.Count > int.MaxValue => throw new ArgumentException($"The layer {layer.Name} makes a row of {x.Count} values; expected at most {int.MaxValue}."),
            Flattening => new Extent((int)x.Count, 1, 1),
            Dropping d when d.Share is not (>= 0 and < 1) => throw new ArgumentException(FormattableString.Invariant($"The layer {d.Name} drops a share of {d.Share}; expected at least 0 and below 1.")),
            Dense when !readsRow => throw new ArgumentException($"The dense layer {layer.Name} reads a picture {x}; expected one row."),
            Dense d => new Extent(Size(d.Channels, MostChannels, d), 1, 1),
            _ => x,
        };
    }

    private static int Size(int size, int most, Layer layer) =>
        size >= 1 && size <= most ? size : throw new ArgumentException($"The layer {layer.Name} has a size of {size}; expected 1 to {most}.");

    /// <summary>What a square window leaves of a picture.</summary>
    private static Extent Under(Extent x, int kernel, int border, int stride, Layer layer)
    {
        if (stride < 1) throw new ArgumentException($"The layer {layer.Name} has a stride of {stride}; expected at least 1.");
        if (Math.Min(x.Height, x.Width) + 2 * border < kernel)
            throw new ArgumentException($"The layer {layer.Name} has a kernel of {kernel} and reads a picture of {x.Height}x{x.Width}.");
        int Places(int side) => (side + 2 * border - kernel) / stride + 1;
        return x with { Height = Places(x.Height), Width = Places(x.Width) };
    }
}
