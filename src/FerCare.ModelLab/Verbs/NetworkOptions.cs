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
    private readonly Option<double> dropout = new("--dropout") { Description = "Share of features dropped before the heads.", DefaultValueFactory = _ => 0.4 };

    public void AddTo(Command command)
    {
        command.Options.Add(file);
        command.Options.Add(width);
        command.Options.Add(middle);
        command.Options.Add(inputSize);
        command.Options.Add(stemStride);
        command.Options.Add(dropout);
    }

    /// <summary>The plan of a file, or of ann, vgg, resnet50 or xception.</summary>
    public NetworkPlan Read(ParseResult given, string network) => given.GetValue(file) is { } path ? NetworkPlan.Read(path) : network switch
    {
        "ann" => Baselines.Perceptron(given.GetValue(dropout)),
        "vgg" => Baselines.Vgg(given.GetValue(dropout), given.GetValue(width) ?? 1),
        "resnet50" => Baselines.ResNet50(given.GetValue(dropout)),
        "xception" => new XceptionShape(given.GetValue(width) ?? 0.625, given.GetValue(middle), given.GetValue(inputSize), given.GetValue(stemStride)).Plan(given.GetValue(dropout)),
        _ => throw new ArgumentException($"--network: expected ann, vgg, resnet50 or xception, found {network}."),
    };
}
