using FerCare.Affect.Indicators;
using FerCare.Affect.Signals;
using FerCare.Affect.Timeline;
using FerCare.Web.Languages;
using FerCare.Web.Reviews;
using FerCare.Web.Tests.Languages;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;

namespace FerCare.Web.Tests.Reviews;

/// <summary>What the assessment writes into the record in English is read in the reader's language.</summary>
public sealed class RecordedWordsTests
{
    private static readonly IndicatorOptions Rules = IndicatorOptions.Default;
    private static readonly SyntheticSession Usual = new();

    // Smiles, moves and opens the eyes less, blinks longer, lowers the head.
    private static readonly SyntheticSession Changed = Usual with { SmileShare = 0, MovementPerSecond = 0.02, HeadSwayHertz = 0.1, OpenEye = 0.24, BlinkMs = 320, HeadDownShare = 0.7, BlinksPerMinute = 40, FearAnger = 0.4 };

    private static readonly SyntheticSession Tense = Usual with { BlinksPerMinute = 34, HeadSwayHertz = 1, FearAnger = 0.5, SmileShare = 0 };

    private readonly IStringLocalizer words = new Words(new ServiceCollection().AddLogging().AddLocalization().BuildServiceProvider().GetRequiredService<IStringLocalizerFactory>());

    [Fact]
    public void Every_reason_that_the_assessment_gives_has_German_words() =>
        Reading.In("de", () => Assessed().Where(text => words.Recorded(text) == text).Distinct().ToArray()).ShouldBeEmpty();

    [Fact]
    public void Readers_of_English_get_every_reason_as_it_was_recorded() =>
        Reading.In("en", () => Assessed().Where(text => words.Recorded(text) != text).Distinct().ToArray()).ShouldBeEmpty();

    [Fact]
    public void Sessions_of_all_kinds_are_among_what_is_tried()
    {
        var texts = Assessed().ToArray();

        string[] parts = ["s of valid frames", "of the observed time", "blinks need at least", "no neutral baseline", "no baseline yet", "measured in fewer than", "Not enough sessions yet", "own context count",
            "1 valid session;", "in 2 of the last 2 valid sessions;", "in 3 of the last 3 valid sessions;", "could be compared", "less smiling", "more head movement", "too little for a ratio", "a mean duration needs", "a mean needs", "what closed looks like",
            "another network", "have been erased", "no baseline by these rules"];
        parts.Where(part => !texts.Any(text => text.Contains(part))).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("Withheld: 12 s of valid frames, at least 120 s are needed.", "Zurückgehalten: 12 s mit gültigen Bildern, nötig sind mindestens 120 s.")]
    [InlineData("11 s of readable emotions, at least 60 s are needed", "11 s auswertbare Emotionen, nötig sind mindestens 60 s")]
    [InlineData("less smiling: 4 % (baseline 31 %); less head movement: 4.2 °/s (baseline 9.1 °/s)", "weniger Lächeln: 4 % (Ausgangswert 31 %); weniger Kopfbewegung: 4,2 °/s (Ausgangswert 9,1 °/s)")]
    [InlineData("Index: change flagged in 2 of the last 3 sessions, 1 dismissed by a clinician; the last session gave no index.", "Index: Veränderung markiert in 2 der letzten 3 Sitzungen, 1 davon von einer Fachperson verworfen; die letzte Sitzung ergab keinen Index.")]
    public void A_sentence_and_what_is_in_it_are_said_in_German(string recorded, string german) => Reading.In("de", () => words.Recorded(recorded)).ShouldBe(german);

    [Theory]
    [InlineData("A reason of a version that nobody remembers: 3.5 of it; and more")]
    [InlineData("Girard et al. 2014")]
    [InlineData("")]
    [InlineData(null)]
    public void What_is_not_known_is_shown_as_it_is(string? recorded) => Reading.In("de", () => words.Recorded(recorded)).ShouldBe(recorded);

    [Fact]
    public void A_value_is_written_with_the_unit_of_the_reader_s_language() =>
        Reading.In("de", () => words.Write(SignalKind.BlinkRate, 17.25)).ShouldBe($"{SignalKind.BlinkRate.Write(17.25).Split(' ')[0].Replace('.', ',')} je Minute");

    /// <summary>Everything that findings and signals of very different sessions say.</summary>
    private static IEnumerable<string> Assessed()
    {
        var usual = SessionSignals.Of(Usual.Build(), Rules.Signals);
        var baseline = PatientBaseline.From([.. Enumerable.Repeat(usual, Rules.MaximumBaselineSessions)], Rules);
        var flat = Usual with { SmileShare = 0, FearAnger = 0, Sadness = 0 };
        SyntheticSession[] sessions =
        [
            Usual, Changed, Tense, flat, Usual with { Seconds = 12, BaselineSeconds = 0 }, Usual with { FramesPerSecond = 5 }, Usual with { FramesPerSecond = 5, Seconds = 12 },
            Usual with { NoFace = [new(0, 150_000)], Seconds = 300 }, Usual with { BaselineSeconds = 0 }, Usual with { BlinksPerMinute = 0 }, Usual with { BlinksPerMinute = 0.8 },
        ];
        var findings = new List<IndicatorFinding>();
        foreach (var series in sessions.Select(s => s.Build()))
        {
            IReadOnlyList<TimeSpanMs>?[] parts = [null, [new TimeSpanMs(0, 5_000)], [new TimeSpanMs(0, series.DurationMs / 2)]];
            foreach (var signals in parts.Select(p => SessionSignals.Of(series, p, Rules.Signals)))
            {
                foreach (var reason in SignalKinds.All.Select(k => signals[k].WithheldBecause).OfType<string>()) yield return reason;
                findings.AddRange(IndicatorAssessor.Assess(series, signals, null, [], Rules));
                findings.AddRange(IndicatorAssessor.Assess(series, signals, baseline, [], Rules));
            }
        }

        // The same change three times over, so that it is flagged; and a baseline that knows hardly any signal.
        var changed = Changed.Build();
        var earlier = new List<IndicatorFinding>();
        for (var i = 0; i < 3; i++) earlier.AddRange(IndicatorAssessor.Assess(changed, SessionSignals.Of(changed, Rules.Signals), baseline, [.. earlier], Rules));
        var slow = SessionSignals.Of((Usual with { FramesPerSecond = 5 }).Build(), Rules.Signals);
        findings.AddRange(earlier);
        findings.AddRange(IndicatorAssessor.Assess(changed, SessionSignals.Of(changed, Rules.Signals), new PatientBaseline([slow], new Dictionary<SignalKind, BaselineFigure>()), [], Rules));

        // Another network than the baseline's, and a baseline that these rules cannot take.
        findings.AddRange(IndicatorAssessor.Assess(changed, SessionSignals.Of(changed, Rules.Signals) with { Network = "another" }, baseline, [], Rules));
        findings.AddRange(IndicatorAssessor.Assess(changed, SessionSignals.Of(changed, Rules.Signals), null, [], Rules, outOfReach: true));

        // Not every component stands out in one of these sessions.
        foreach (var rule in Rules.DepressionComponents.Concat(Rules.StressComponents)) yield return $"{rule.Phrase}: {rule.Signal.Write(0.12)} (baseline {rule.Signal.Write(0.34)})";
        foreach (var text in findings.SelectMany(f => f.Components.Select(c => c.WithheldBecause).Append(f.Reason).Concat(f.Evidence.Select(e => e.What))).OfType<string>()) yield return text;
    }
}
