using FerCare.Affect.Indicators;
using FerCare.Affect.Signals;

namespace FerCare.Affect.Tests.Indicators;

/// <summary>Signals of made-up sessions, given directly.</summary>
internal static class SessionsOfOnePatient
{
    public static readonly IReadOnlyDictionary<SignalKind, double> Usual = new Dictionary<SignalKind, double>
    {
        [SignalKind.SmileRatio] = 0.3,
        [SignalKind.SadnessRatio] = 0.05,
        [SignalKind.NegativeAffectRatio] = 0.4,
        [SignalKind.Expressivity] = 0.2,
        [SignalKind.HeadVelocity] = 12,
        [SignalKind.HeadDownShare] = 0.2,
        [SignalKind.EyeOpening] = 0.32,
        [SignalKind.BlinkRate] = 20,
        [SignalKind.BlinkDuration] = 190,
        [SignalKind.FearAngerShare] = 0.15,
    };

    /// <summary>A valid session with the value of each signal, or none where null is given.</summary>
    public static SessionSignals Session(Func<SignalKind, double?> value, double coverage = 0.9, string? withheld = null)
    {
        Signal At(SignalKind kind) => value(kind) is { } v ? Signal.Of(v) : Signal.Withheld("not measured");
        return new(At(SignalKind.SmileRatio), At(SignalKind.SadnessRatio), At(SignalKind.NegativeAffectRatio), At(SignalKind.Expressivity), At(SignalKind.HeadVelocity),
            At(SignalKind.HeadDownShare), At(SignalKind.EyeOpening), At(SignalKind.BlinkRate), At(SignalKind.BlinkDuration), At(SignalKind.FearAngerShare), coverage, 200, withheld);
    }

    /// <summary>A session that differs from the usual by so many prior standard deviations in each signal.</summary>
    public static SessionSignals Shifted(Func<SignalKind, double> deviations) =>
        Session(k => Usual[k] + (IndicatorOptions.Default.Spreads.TryGetValue(k, out var spread) ? spread.PriorSd * deviations(k) : 0));

    public static SessionSignals UsualSession => Shifted(_ => 0);

    public static PatientBaseline Baseline(int sessions = 5) => PatientBaseline.From([.. Enumerable.Repeat(UsualSession, sessions)], IndicatorOptions.Default)!;
}
