using System.Text.Json.Serialization;
using FerCare.Affect.Signals;

namespace FerCare.Affect.Indicators;

/// <summary>Mean and spread of one signal over the baseline sessions that have it.</summary>
/// <param name="Sd">Standard deviation shrunk towards the prior and floored at the measurement error.</param>
/// <param name="Sessions">Number of sessions with the signal.</param>
public readonly record struct BaselineFigure(double Mean, double Sd, int Sessions)
{
    /// <summary>Distance of a new session from the baseline: (x - mean) / (s sqrt(1 + 1/n)), clipped.</summary>
    public double Z(double value, double limit) => Math.Clamp((value - Mean) / (Sd * Math.Sqrt(1 + 1.0 / Sessions)), -limit, limit);
}

/// <summary>
/// What is usual for one patient in one context: the first valid sessions, three by default, frozen. Everything is measured against it,
/// because people differ more than conditions do.
/// </summary>
public sealed record PatientBaseline
{
    /// <summary>A baseline as it was stored; a new one is taken with <see cref="From"/>.</summary>
    [JsonConstructor]
    public PatientBaseline(IReadOnlyList<SessionSignals> sessions, IReadOnlyDictionary<SignalKind, BaselineFigure> figures)
    {
        if (sessions.Count == 0) throw new ArgumentException("Expected a baseline of at least one session, found none.", nameof(sessions));
        Sessions = sessions;
        Figures = figures;
    }

    /// <summary>The sessions it rests on, oldest first.</summary>
    public IReadOnlyList<SessionSignals> Sessions { get; }

    /// <summary>Mean and spread of every signal that enough of the sessions have.</summary>
    public IReadOnlyDictionary<SignalKind, BaselineFigure> Figures { get; }

    /// <summary>Takes the first valid sessions of one context, oldest first; null where there are too few.</summary>
    public static PatientBaseline? From(IReadOnlyList<SessionSignals> earlierSessions, IndicatorOptions options)
    {
        SessionSignals[] first = [.. earlierSessions.Where(s => s.IsValid).Take(options.MaximumBaselineSessions)];
        return first.Length < options.MinimumBaselineSessions ? null : new(first, FiguresOf(first, options));
    }

    /// <summary>The figure of one signal; null where too few of the sessions have it or it is part of no index.</summary>
    public BaselineFigure? this[SignalKind kind] => Figures.TryGetValue(kind, out var figure) ? figure : null;

    /// <summary>
    /// Whether one network read this signal in all sessions that have it. One whose name was not recorded is not taken for a known one: a component
    /// too few costs some power, a figure of two networks may raise a false flag or hide a change.
    /// </summary>
    public bool IsReadBy(string? network, SignalKind kind) => Sessions.All(s => s[kind].Value is null || s.Network == network);

    /// <summary>The figure of one signal with the sessions drawn anew, by their numbers, for the uncertainty band; the spread stays.</summary>
    internal BaselineFigure Resampled(SignalKind kind, ReadOnlySpan<int> drawn)
    {
        double sum = 0;
        var count = 0;
        foreach (var number in drawn)
        {
            if (Sessions[number][kind].Value is not { } value) continue;
            sum += value;
            count++;
        }

        return count == 0 ? Figures[kind] : Figures[kind] with { Mean = sum / count };
    }

    private static Dictionary<SignalKind, BaselineFigure> FiguresOf(IReadOnlyList<SessionSignals> sessions, IndicatorOptions options)
    {
        var found = new Dictionary<SignalKind, BaselineFigure>();
        foreach (var (kind, spread) in options.Spreads)
        {
            var values = sessions.Select(s => s[kind].Value).OfType<double>().ToArray();
            if (values.Length < options.MinimumBaselineValues) continue;
            var mean = values.Average();
            var squares = values.Sum(v => (v - mean) * (v - mean));
            var variance = (options.PriorObservations * spread.PriorSd * spread.PriorSd + squares) / (options.PriorObservations + values.Length - 1);
            found[kind] = new(mean, Math.Max(Math.Sqrt(variance), spread.MeasurementError), values.Length);
        }

        return found;
    }
}
