using System.CommandLine;
using FerCare.ModelLab.Data;
using FerCare.ModelLab.Networks;

namespace FerCare.ModelLab.Verbs;

/// <summary>The command-line options that choose a network that is trained by steps, and its size.</summary>
public sealed class NetworkOptions
{
    private readonly Option<string?> file = new("--plan") { Description = "A plan written by 'train' or 'prune' (.json), in place of the options of the network's size." };
    private readonly Option<double?> width = new("--width") { Description = "Xception, VGG-Net: channel multiplier; without it 0.625 and 1." };
    private readonly Option<int> middle = new("--middle") { Description = "Xception: blocks of the middle flow.", DefaultValueFactory = _ => 4 };
    private readonly Option<int> inputSize = new("--input-size") { Description = "Xception: side of the picture that the stem sees, 32 to 224 pixels; faces of 48 are brought to it.", DefaultValueFactory = _ => FaceSet.Side };
    private readonly Option<int> stemStride = new("--stem-stride") { Description = "Xception: stride of the first convolution, 1 or 2.", DefaultValueFactory = _ => 1 };
    private readonly Option<double> dropout = new("--dropout") { Description = "Share of features dropped before the heads, 0 to under 1.", DefaultValueFactory = _ => 0.4 };

    /// <summary>The plan and the options of size.</summary>
    public IEnumerable<Option> All => [file, .. Sizes];

    private Option[] Sizes => [width, middle, inputSize, stemStride, dropout];

    public void AddTo(Command command)
    {
        foreach (var option in All) command.Options.Add(option);
    }

    /// <summary>The plan of a file, or of ann, vgg, resnet50 or xception.</summary>
    /// <exception cref="ArgumentException">A size is out of its range, or is none of this network's.</exception>
    /// <exception cref="LabDataException">The file is no plan.</exception>
    public NetworkPlan Read(ParseResult given, string network)
    {
        if (given.GetValue(file) is { } path)
        {
            given.Refuse($"expected no {file.Name} with it, which tells the size, found {path}.", Sizes);
            return NetworkPlan.Read(path);
        }

        Option[] used = network switch { "xception" => Sizes, "vgg" => [width, dropout], _ => [dropout] };
        given.Refuse($"expected a network that it changes, found {network}.", Sizes.Except(used));
        var dropped = given.ShareUnder1(dropout);
        return network switch
        {
            "ann" => Baselines.Perceptron(dropped),
            "vgg" => Baselines.Vgg(dropped, given.GetValue(width) ?? 1),
            "resnet50" => Baselines.ResNet50(dropped),
            "xception" => new XceptionShape(given.GetValue(width) ?? 0.625, given.GetValue(middle), given.GetValue(inputSize), given.GetValue(stemStride)).Plan(dropped),
            _ => throw new ArgumentException($"--network: expected ann, vgg, resnet50 or xception, found {network}."),
        };
    }
}
