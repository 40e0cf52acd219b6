using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using FerCare.Affect;
using FerCare.Affect.Indicators;
using FerCare.Affect.Signals;
using FerCare.Clinic.Findings;
using FerCare.Clinic.Instruments;
using FerCare.Clinic.Sessions;

namespace FerCare.Reports.Json;

/// <summary>
/// Everything about a session as JSON for programs: facts, consent, findings with components and evidence, signals, questionnaires, course, markers
/// and notes, and both series column by column. Times are ISO 8601 or milliseconds of the session; what was not measured or is not known any more is null.
/// </summary>
public sealed class JsonReportWriter : IReportWriter
{
    /// <summary>Goes up when a reader of the former version would go wrong.</summary>
    public const int FormatVersion = 1;

    private static readonly JsonSerializerOptions options = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.Create(System.Text.Unicode.UnicodeRanges.All),
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower), new SixDecimals() },
    };

    public string ContentType => "application/json; charset=utf-8";

    public string Extension => "json";

    public void Write(SessionReport report, Stream to, CancellationToken cancel = default)
    {
        cancel.ThrowIfCancellationRequested();
        // The columns are worked out while they are written, piece by piece.
        using var until = new UntilCancelled(to, cancel);
        JsonSerializer.Serialize(until, Content(report), options);
    }

    private static object Content(SessionReport report) => new
    {
        Format = "fercare-session",
        FormatVersion,
        Notice = SessionReport.Disclaimer,
        Dates = report.Subject.IsPseudonym ? DeIdentification.Notice : "As they were.",
        Meaning = IndicatorKinds.Meaning,
        report.CreatedAt,
        Patient = new { report.Subject.Name, report.Subject.RecordNumber, report.Subject.BirthYear, DeIdentified = report.Subject.IsPseudonym },
        Session = new Facts(
            report.Session.PublicId, report.Session.Context, report.Session.State, report.Session.ScheduledAt, report.Session.StartedAt, report.Session.EndedAt,
            report.Series.DurationMs, report.Session.ModelVersion, report.Session.RefusedFrames, report.Session.ShedFrames)
        {
            SamplesErased = report.Session.SamplesErasedBecause is { } because ? new Erasure(because, report.Session.SamplesErasedAt) : null,
        },
        report.Consents,
        Coverage = new { report.Coverage?.ValidShare, report.Coverage?.ValidSeconds, report.Coverage?.ObservedSeconds },
        Findings = report.Findings.Select(Finding),
        Signals = report.Signals is { } signals ? Signals(signals) : null,
        Parts = report.Parts?.InReadingOrder.Select(p => new { p.Context, CountsForFindings = report.RestsOn(p), Spans = p.Spans, Signals = Signals(p.Signals) }),
        Questionnaires = report.Forms.Select(Form),
        Course = report.Events.Select(e => new { e.TimeMs, e.At, e.Kind }),
        Markers = report.Notes,
        report.Series.Baseline,
        report.Series.Gaps,
        Samples = Samples(report),
        Frames = Frames(report),
    };

    private static object Finding(StoredFinding stored) => new
    {
        Indicator = stored.Finding.Kind, stored.Finding.Status, stored.Finding.Reason, stored.Finding.Index, stored.Finding.Low, stored.Finding.High, stored.Finding.Coverage,
        Rules = stored.Finding.RuleVersion, Model = stored.ModelVersion, stored.AssessedAt, stored.Review, stored.Finding.Components, stored.Finding.Evidence, stored.Reviews,
    };

    private static object Signals(SessionSignals signals) => new
    {
        signals.ValidSeconds, signals.Coverage,
        Values = SignalKinds.All.Select(kind => new { Signal = kind, Unit = kind.Unit(), signals[kind].Value, signals[kind].WithheldBecause }),
    };

    private static object Form(FormDetail form) => new
    {
        Id = form.Row.FormId, form.Row.InstrumentId, form.Version, form.Language, form.Row.Occasion, form.Row.StartedAt, form.Row.CompletedAt, form.Row.LeftAt,
        form.Row.Score, form.Row.Highest, form.Row.Band, Answers = form.Answers.OrderBy(a => a.Key, StringComparer.Ordinal).ToDictionary(a => a.Key, a => a.Value.Value),
    };

    private static object Samples(SessionReport report)
    {
        var samples = report.Series.Emotions;
        return new
        {
            TimeMs = samples.Select(s => s.TimeMs),
            Quality = samples.Select(s => Words(s.Quality)),
            Probabilities = Emotions.All.ToDictionary(e => e.NameOf(), e => samples.Select(s => s.Emotions is { } p ? Math.Round(p[e], 4) : (double?)null)),
        };
    }

    private static object Frames(SessionReport report)
    {
        var frames = report.Series.Frames;
        return new
        {
            TimeMs = frames.Select(f => f.TimeMs),
            Quality = frames.Select(f => Words(f.Quality)),
            LeftEye = frames.Select(f => Rounded(f.LeftEye, 4)),
            RightEye = frames.Select(f => Rounded(f.RightEye, 4)),
            YawDegrees = frames.Select(f => Rounded(f.Pose?.Yaw, 2)),
            PitchDegrees = frames.Select(f => Rounded(f.Pose?.Pitch, 2)),
            RollDegrees = frames.Select(f => Rounded(f.Pose?.Roll, 2)),
            Displacement = frames.Select(f => Rounded(f.Displacement, 5)),
        };
    }

    private static string Words(QualityIssue quality) => quality.IsValid() ? "valid" : string.Join(' ', quality.Names());

    private static double? Rounded(double? value, int digits) => value is { } v ? Math.Round(v, digits) : null;

    private sealed record Facts(
        Guid Id, SessionContext Context, SessionState State, DateTimeOffset ScheduledAt, DateTimeOffset? StartedAt, DateTimeOffset? EndedAt,
        long DurationMs, string? Model, long RefusedFrames, long ShedFrames)
    {
        /// <summary>Stands only in files of sessions whose samples are gone: all others stay as they were.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public Erasure? SamplesErased { get; init; }
    }

    private sealed record Erasure(ErasedBecause Because, DateTimeOffset? At);

    /// <summary>More digits than anything was measured with would only make two files of the same session differ.</summary>
    private sealed class SixDecimals : JsonConverter<double>
    {
        public override double Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) => reader.GetDouble();

        public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options) => writer.WriteNumberValue(Math.Round(value, 6));
    }
}
