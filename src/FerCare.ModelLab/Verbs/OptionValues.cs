using System.CommandLine;

namespace FerCare.ModelLab.Verbs;

/// <summary>What stands on the command line; a value out of its range, or an option that would do nothing, is refused in one line.</summary>
internal static class OptionValues
{
    /// <summary>Whether somebody wrote the option, be it with its usual value.</summary>
    public static bool Names(this ParseResult given, Option option) => given.GetResult(option) is { Implicit: false };

    /// <summary>Refuses options that would do nothing beside the others.</summary>
    /// <param name="given">The command line.</param>
    /// <param name="expectation">What is expected with them, and what was found.</param>
    /// <param name="options">Those that would do nothing.</param>
    /// <exception cref="ArgumentException">One of them is named.</exception>
    public static void Refuse(this ParseResult given, string expectation, params IEnumerable<Option> options)
    {
        if (options.FirstOrDefault(option => given.Names(option)) is { } named) throw new ArgumentException($"{named.Name}: {expectation}");
    }

    /// <summary>A value from 0 to 1.</summary>
    /// <exception cref="ArgumentException">It is another.</exception>
    public static double Share(this ParseResult given, Option<double> option) => ShareOf(option, given.GetValue(option));

    /// <summary>Values from 0 to 1; none where the option is not named.</summary>
    /// <exception cref="ArgumentException">One is another.</exception>
    public static double[] Shares(this ParseResult given, Option<double[]> option) => [.. (given.GetValue(option) ?? []).Select(value => ShareOf(option, value))];

    /// <summary>A value from 0, and under 1.</summary>
    /// <exception cref="ArgumentException">It is another.</exception>
    public static double ShareUnder1(this ParseResult given, Option<double> option)
    {
        var value = given.GetValue(option);
        return value is >= 0 and < 1 ? value : throw Wrong(option, "0 to under 1", value);
    }

    /// <summary>A finite value from 0.</summary>
    /// <exception cref="ArgumentException">It is another.</exception>
    public static double AtLeast0(this ParseResult given, Option<double> option) => AtLeast0(option, given.GetValue(option));

    /// <inheritdoc cref="AtLeast0(ParseResult, Option{double})"/>
    public static double AtLeast0(Option option, double value) => value >= 0 && double.IsFinite(value) ? value : throw Wrong(option, "a number from 0", value);

    /// <summary>A finite value above 0.</summary>
    /// <exception cref="ArgumentException">It is another.</exception>
    public static double Above0(this ParseResult given, Option<double> option) => Above0(option, given.GetValue(option));

    /// <inheritdoc cref="Above0(ParseResult, Option{double})"/>
    public static double Above0(Option option, double value) => value > 0 && double.IsFinite(value) ? value : throw Wrong(option, "a number above 0", value);

    /// <summary>A whole number from <paramref name="least"/>.</summary>
    /// <exception cref="ArgumentException">It is another.</exception>
    public static int AtLeast(this ParseResult given, Option<int> option, int least)
    {
        var value = given.GetValue(option);
        return value >= least ? value : throw Wrong(option, $"at least {least}", value);
    }

    private static double ShareOf(Option option, double value) => value is >= 0 and <= 1 ? value : throw Wrong(option, "0 to 1", value);

    private static ArgumentException Wrong(Option option, string expected, double found) => new(FormattableString.Invariant($"{option.Name}: expected {expected}, found {found}."));
}
