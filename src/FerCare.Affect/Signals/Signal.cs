namespace FerCare.Affect.Signals;

/// <summary>A figure, or the reason why there is none: exactly one of the two.</summary>
public sealed record Signal
{
    /// <exception cref="ArgumentException">Both, neither, or a value that is not finite.</exception>
    public Signal(double? value, string? withheldBecause)
    {
        if (value is { } given && !double.IsFinite(given)) throw new ArgumentException($"Expected a finite value, found {given}.", nameof(value));
        if (value is null == string.IsNullOrWhiteSpace(withheldBecause)) throw new ArgumentException("Expected either a value or the reason why it is withheld.", nameof(withheldBecause));
        Value = value;
        WithheldBecause = withheldBecause;
    }

    public double? Value { get; }
    public string? WithheldBecause { get; }

    public static Signal Of(double value) => new(value, null);

    public static Signal Withheld(string because) => new(null, because);
}
