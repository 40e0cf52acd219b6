using System.CommandLine;
using FerCare.ModelLab.Networks;

namespace FerCare.ModelLab.Verbs;

/// <summary>The command-line options that give a network's shape, shared by every verb that opens a checkpoint.</summary>
public sealed class NetworkOptions
{
    private readonly Option<double> width = new("--width") { Description = "Channel multiplier.", DefaultValueFactory = _ => 0.5 };
    private readonly Option<int> middle = new("--middle") { Description = "Blocks of the middle flow.", DefaultValueFactory = _ => 4 };
    private readonly Option<int> stemStride = new("--stem-stride") { Description = "Stride of the first convolution, 1 or 2.", DefaultValueFactory = _ => 2 };

    public void AddTo(Command command)
    {
        command.Options.Add(width);
        command.Options.Add(middle);
        command.Options.Add(stemStride);
    }

    public XceptionShape Read(ParseResult given) => new(given.GetValue(width), given.GetValue(middle), 48, given.GetValue(stemStride));
}
