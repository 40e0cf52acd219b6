using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Components;
using QRCoder;

namespace FerCare.Web.Accounts;

/// <summary>Draws the picture that a telephone reads as inline SVG: the secret never leaves this machine and no image file of it exists.</summary>
public static class EnrolmentPicture
{
    public static MarkupString Of(string address)
    {
        using var generator = new QRCodeGenerator();
        using var code = generator.CreateQrCode(address, QRCodeGenerator.ECCLevel.M);
        // The quiet zone that readers need is part of the matrix.
        var modules = code.ModuleMatrix;
        var dark = new StringBuilder();
        for (var y = 0; y < modules.Count; y++)
        {
            for (var x = 0; x < modules[y].Length; x++)
            {
                if (modules[y][x]) dark.Append(CultureInfo.InvariantCulture, $"M{x} {y}h1v1h-1z");
            }
        }

        // Black on white in the dark theme as well: many readers know nothing else.
        return new MarkupString(string.Create(CultureInfo.InvariantCulture,
            $"<svg class=\"enrolment\" role=\"img\" aria-label=\"QR code with the key below\" viewBox=\"0 0 {modules.Count} {modules.Count}\" shape-rendering=\"crispEdges\"><rect width=\"100%\" height=\"100%\" fill=\"#fff\"/><path d=\"{dark}\" fill=\"#000\"/></svg>"));
    }
}
