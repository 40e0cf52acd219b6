using System.Globalization;

namespace FerCare.Affect.Signals;

/// <summary>Figures in sentences, written the same in every culture.</summary>
internal static class SignalText
{
    public static string Of(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
