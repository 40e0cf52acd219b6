using FerCare.Affect.Indicators;
using FerCare.Affect.Signals;
using FerCare.Affect.Timeline;

namespace FerCare.Samples;

/// <summary>Shares of patients with at least one flag.</summary>
public sealed record FlagRates(double Depression, double Stress, double Either);

/// <summary>Follows made-up patients through their sessions as the clinic does: baseline, assessment, flag.</summary>
public static class PatientSimulation
{
    private static readonly SessionSeries nothing = new([], [], [], null, 0);

    /// <summary>The share of patients of one course who are flagged in any of their sessions; the same inputs always give the same shares.</summary>
    public static FlagRates Flagged(SyntheticWorld world, SyntheticCourse course, IndicatorOptions options, int patients, int seed = 42) =>
        Rates(world, course, options, patients, seed, (patient, number) => (nothing, patient.Session(number)));

    /// <summary>The same from frames and emotions, with everything that is worked out from them: slow, for a few patients.</summary>
    public static FlagRates FlaggedFromSamples(SyntheticWorld world, SyntheticCourse course, IndicatorOptions options, int patients, int seed = 42) =>
        Rates(world, course, options, patients, seed, (patient, number) =>
        {
            var series = patient.Recording(number).Build();
            return (series, SessionSignals.Of(series, options.Signals));
        });

    private static FlagRates Rates(SyntheticWorld world, SyntheticCourse course, IndicatorOptions options, int patients, int seed,
        Func<SyntheticPatient, int, (SessionSeries Series, SessionSignals Signals)> session)
    {
        var random = new Random(seed);
        var quick = options with { BootstrapRounds = 0 };
        int depression = 0, stress = 0, either = 0;
        for (var i = 0; i < patients; i++)
        {
            var patient = new SyntheticPatient(random, world, course, options);
            var flagged = FlagsOf(number => session(patient, number), world.Sessions, quick);
            var (first, second) = (flagged.Contains(IndicatorKind.DepressionPattern), flagged.Contains(IndicatorKind.StressPattern));
            if (first) depression++;
            if (second) stress++;
            if (first || second) either++;
        }

        return new((double)depression / patients, (double)stress / patients, (double)either / patients);
    }

    private static HashSet<IndicatorKind> FlagsOf(Func<int, (SessionSeries Series, SessionSignals Signals)> session, int sessions, IndicatorOptions options)
    {
        var valid = new List<SessionSignals>();
        var findings = new List<IndicatorFinding>();
        var flagged = new HashSet<IndicatorKind>();
        PatientBaseline? baseline = null;
        for (var number = 1; number <= sessions; number++)
        {
            var (series, signals) = session(number);
            if (valid.Count <= options.MaximumBaselineSessions) baseline = PatientBaseline.From(valid, options);
            var assessed = IndicatorAssessor.Assess(series, signals, baseline, findings, options);
            flagged.UnionWith(assessed.Where(f => f.Status == FindingStatus.Flagged).Select(f => f.Kind));
            findings.AddRange(assessed);
            if (signals.IsValid) valid.Add(signals);
        }

        return flagged;
    }
}
