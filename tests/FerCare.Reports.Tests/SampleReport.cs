using FerCare.Affect;
using FerCare.Affect.Indicators;
using FerCare.Affect.Signals;
using FerCare.Affect.Timeline;
using FerCare.Clinic.Findings;
using FerCare.Clinic.Sessions;

namespace FerCare.Reports.Tests;

/// <summary>Reports of made-up sessions.</summary>
internal static class SampleReport
{
    private static readonly DateTimeOffset start = new(2026, 3, 4, 10, 15, 0, TimeSpan.FromHours(1));
    private static readonly IndicatorOptions options = IndicatorOptions.Default with { BootstrapRounds = 60 };

    /// <summary>With a summer time, in which some of the moved dates lie and the true ones do not.</summary>
    public static readonly TimeZoneInfo Clinic = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    /// <summary>The patient's random id in the register.</summary>
    public static readonly Guid Patient = new("0197a000-0000-7000-8000-000000000001");

    private static readonly Lazy<PatientBaseline> baseline = new(() =>
        PatientBaseline.From([.. Enumerable.Range(2, 3).Select(seed => SessionSignals.Of(Series(false, seed), options.Signals))], options)!);

    /// <summary>Six minutes with a pause and half a minute without a face; the patient smiles and moves as usual or hardly at all.</summary>
    public static SessionSeries Series(bool still, int seed = 1)
    {
        var random = new Random(seed);
        const long duration = 360_000;
        TimeSpanMs pause = new(150_000, 185_000), away = new(250_000, 275_000);
        var frames = new List<FrameSample>();
        var emotions = new List<EmotionSample>();
        for (var i = 0; i * 40 < duration; i++)
        {
            var t = i * 40L;
            if (pause.Contains(t)) continue;
            var quality = away.Contains(t) ? QualityIssue.NoFace : QualityIssue.None;
            var found = quality == QualityIssue.None;
            var numb = still && t > 60_000;
            var blinking = t % (numb ? 3300 : 3500) < (numb ? 320 : 200);
            double? eye = found ? (blinking ? 0.08 : numb ? 0.27 : 0.32) + 0.004 * random.NextDouble() : null;
            HeadPose? pose = found ? new HeadPose((numb ? 1 : 7) * Math.Sin(t / 600.0), numb && t % 20_000 > 9_000 ? -13 : 0, 0) : null;
            frames.Add(new(t, quality, found ? new FaceBox(200, 100, 220, 220) : null, eye, eye, pose, found && i % 5 is 0 or 2 ? (numb ? 0.006 : 0.03) : null));
            if (i % 4 == 0) emotions.Add(new(t, quality, found ? Mixed(t, t < 30_000 ? 0.03 : numb ? 0.04 : 0.35 + 0.3 * Math.Sin(t / 9_000.0), random) : null));
        }

        return new(frames, emotions, [pause], new(0, 30_000), duration);
    }

    public static SessionReport Of(bool still = true, string name = "Sample patient A", string record = "S-0001", string? model = "xception-48 2026.1", bool pseudonymous = false)
    {
        var series = Series(still);
        var signals = SessionSignals.Of(series, options.Signals);
        var earlier = new IndicatorFinding(IndicatorKind.DepressionPattern, FindingStatus.NoFlag, null, 2, 1, 3, [], [], 0.9, IndicatorOptions.RuleVersion);
        var findings = IndicatorAssessor.Assess(series, signals, baseline.Value, still ? [earlier] : [], options);
        var report = Of(series, signals, findings, new(name, record, 1980, false), model);
        return pseudonymous ? DeIdentification.Of(report, Patient, Clinic) : report;
    }

    public static SessionReport Of(SessionSeries series, SessionSignals? signals, IReadOnlyList<IndicatorFinding> findings, ReportSubject subject, string? model) => new(
        subject,
        new(new Guid("3f9a21c7-0000-4000-8000-00000000000a"), SessionContext.Conversation, SessionState.Ended, start, start, start.AddMinutes(6), model, 2, 14),
        [new("Monitoring of facial expression in one session, for my own care", "2026-1", start.AddMinutes(-3), null)],
        Coverage.Of(series), signals,
        [.. findings.Select((f, i) => new StoredFinding(i + 1, f, model, start.AddMinutes(7), i == 0 ? ReviewState.Dismissed : ReviewState.Preliminary)
            {
                Reviews = i == 0 ? [new ReviewLine(ReviewStep.Dismissed, "The camera stood higher than before.", "Sample clinician", start.AddHours(2))] : [],
            })],
        SessionReportBuilder.PartsOf(series), series,
        [
            new(0, start.AddMinutes(-4), SessionEventKind.Joined), new(0, start.AddMinutes(-3), SessionEventKind.ConsentGiven), new(0, start, SessionEventKind.Started),
            new(0, start, SessionEventKind.BaselineStarted), new(30_000, start.AddSeconds(30), SessionEventKind.BaselineEnded), new(150_000, start.AddSeconds(150), SessionEventKind.Paused),
            new(185_000, start.AddSeconds(185), SessionEventKind.Resumed), new(360_000, start.AddMinutes(6), SessionEventKind.Ended),
        ],
        start.AddHours(2))
        {
            Notes =
            [
                new(149_500, MarkerKind.DifficultTopic, null, "Sample clinician", start.AddSeconds(149)),
                new(160_000, MarkerKind.Plain, "=Spoke of the move to another town.", "Sample clinician", start.AddHours(1)),
            ],
            Forms = [SampleForms.Complete("phq-9", 1, start.AddMinutes(-1), new Guid("3f9a21c7-0000-4000-8000-00000000000a"))],
            Parts = signals is null ? null : PartsOfSession.Of(series, SessionContext.Conversation, [new(1, 185_000, SessionContext.Reading)], options.Signals),
        };

    /// <summary>The report as if it had been assessed by the marks it has now; as it is made above, a part was marked after the whole session was assessed.</summary>
    public static SessionReport AssessedAsMarked(SessionReport report) => report with { Signals = report.Signals! with { Counted = report.Parts!.Counted } };

    /// <summary>The report two years later, when the samples are gone and the parts and what was worked out from them are still stored.</summary>
    public static SessionReport Erased(SessionReport report) => report with
    {
        Session = report.Session with { SamplesErasedBecause = ErasedBecause.Retention, SamplesErasedAt = start.AddDays(731) },
        Series = new SessionSeries([], [], report.Series.Gaps, report.Series.Baseline, report.Series.DurationMs),
        Parts = null,
    };

    /// <summary>The report of a session whose patient withdrew and had everything that was measured erased.</summary>
    public static SessionReport ErasedOnRequest(SessionReport report) => Erased(report) with
    {
        Session = report.Session with { State = SessionState.Withdrawn, SamplesErasedBecause = ErasedBecause.Withdrawn, SamplesErasedAt = start.AddDays(2) },
        Coverage = null, Signals = null, Findings = [], Timeline = [], Notes = [],
    };

    private static EmotionProbabilities Mixed(long t, double happy, Random random)
    {
        happy = Math.Clamp(happy + 0.05 * random.NextDouble(), 0, 0.9);
        double[] rest = [0.05 + 0.04 * Math.Sin(t / 15_000.0), 0.03, 0.06 + 0.04 * Math.Sin(t / 21_000.0), 0, 0.2 + 0.12 * Math.Sin(t / 40_000.0), 0.08 + 0.06 * Math.Sin(t / 6_000.0), 0.5];
        var scale = (1 - happy) / rest.Sum();
        return new([.. rest.Select((share, i) => (float)(i == (int)Emotion.Happy ? happy : share * scale))]);
    }
}
