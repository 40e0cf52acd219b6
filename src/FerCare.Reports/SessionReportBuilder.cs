using FerCare.Affect;
using FerCare.Affect.Indicators;
using FerCare.Affect.Signals;
using FerCare.Affect.Timeline;
using FerCare.Clinic.Access;
using FerCare.Clinic.Findings;
using FerCare.Clinic.Instruments;
using FerCare.Clinic.Patients;
using FerCare.Clinic.Sessions;
using FerCare.Clinic.Storage;

namespace FerCare.Reports;

/// <summary>Gathers a report from the clinic's records. The export itself is recorded by whoever hands the file out.</summary>
public sealed class SessionReportBuilder(
    PatientRegister patients, SessionSchedule schedule, SessionArchive archive, SessionAssessment assessment, LastScores scores, InstrumentHistory history, ContextMarks marks,
    TimelineNotes notes, IndicatorOptions options, TimeProvider time)
{
    private const int MostParts = 360;      // finer than a printed page shows
    private const long ShortestPartMs = 500;

    /// <summary>The report of one session; null if there is none or it belongs to another team.</summary>
    /// <param name="identified">With the patient's name and the true dates; without it see <see cref="DeIdentification"/>, and there is none before the session is over: a day that is today would tell the shift.</param>
    public async Task<SessionReport?> BuildAsync(CareScope scope, Guid publicId, bool identified, CancellationToken cancel = default)
    {
        if (await schedule.FindAsync(scope, publicId, cancel) is not { } session) return null;
        if (!identified && !session.State.IsOver()) return null;
        if (await patients.FindAsync(scope, session.PatientId, cancel) is not { } patient) return null;
        if (await archive.SeriesAsync(scope, publicId, cancel) is not { } series) return null;

        var signals = await assessment.SignalsAsync(scope, publicId, cancel);
        var erased = session.SamplesErasedBecause is not null;
        var timeline = erased ? await StoredPartsAsync(scope, session, cancel) : PartsOf(series);
        // The last sample may have lain later than the last event.
        if (erased && timeline is [.., var last]) series = new(series.Frames, series.Emotions, series.Gaps, series.Baseline, Math.Max(series.DurationMs, last.Span.ToMs));
        var report = new SessionReport(
            ReportSubject.Named(patient),
            new(session.PublicId, session.Context, session.State, Local(session.ScheduledAt), session.StartedAt is { } from ? Local(from) : null,
                session.EndedAt is { } to ? Local(to) : null, session.ModelVersion, session.RefusedFrames, session.ShedFrames)
            {
                SamplesErasedBecause = session.SamplesErasedBecause,
                SamplesErasedAt = session.SamplesErasedAt is { } gone ? Local(gone) : null,
            },
            [.. (await schedule.ConsentsAsync(scope, publicId, cancel)).Select(c => c with { GivenAt = Local(c.GivenAt), WithdrawnAt = c.WithdrawnAt is { } w ? Local(w) : null })],
            erased ? StoredCoverage(series, signals, timeline) : Coverage.Of(series),
            signals,
            await assessment.FindingsAsync(scope, publicId, cancel),
            timeline, series,
            [.. (await schedule.EventsAsync(scope, publicId, cancel)).Select(e => e with { At = Local(e.At) })],
            Local(time.GetUtcNow()))
        {
            Notes = [.. (await notes.ForSessionAsync(scope, publicId, cancel)).Select(n => new NoteLine(n.TimeMs, n.Kind, n.Text, n.By, Local(n.At)))],
            Scores = await scores.AtSessionAsync(scope, publicId, cancel),
            Forms = await FormsAsync(scope, session, cancel),
            Parts = signals is null || erased ? null : PartsOfSession.Of(series, session.Context, await marks.ForSessionAsync(scope, publicId, cancel), options.Signals),
        };
        return identified ? report : DeIdentification.Of(report, session.PatientId, time.LocalTimeZone);
    }

    /// <summary>What is still stored of the timeline of a session without samples; none where it went as well.</summary>
    private async Task<IReadOnlyList<EmotionBin>> StoredPartsAsync(CareScope scope, SessionRow session, CancellationToken cancel)
    {
        if (session.SamplesErasedBecause == ErasedBecause.Withdrawn || await archive.TiersAsync(scope, session.PublicId, cancel: cancel) is not { } tier) return [];
        // Where no parts are stored, the archive cuts the series, which is empty: such parts would say that nobody had been there.
        if (!tier.Bins.Any(b => b.Mean is not null || b.ValidShare > 0 || b.LeadingIssue != QualityIssue.None)) return [];
        return EmotionBins.Joined(tier.Bins, (tier.Bins.Count + MostParts - 1) / MostParts);
    }

    /// <summary>The coverage of a session without samples, from its signals where they are those of the whole session, else from the stored parts.</summary>
    private static Coverage? StoredCoverage(SessionSeries series, SessionSignals? signals, IReadOnlyList<EmotionBin> stored)
    {
        var observed = Coverage.Of(series).ObservedSeconds;
        if (signals is { Counted: null }) return new Coverage(signals.Coverage, signals.ValidSeconds, observed);
        if (stored.Count == 0) return null;
        var valid = stored.Sum(b => b.ValidShare * b.Span.DurationMs) / 1000;
        return new Coverage(observed > 0 ? Math.Min(1, valid / observed) : 0, valid, observed);
    }

    private async Task<IReadOnlyList<FormDetail>> FormsAsync(CareScope scope, SessionRow session, CancellationToken cancel)
    {
        var forms = new List<FormDetail>();
        foreach (var row in (await history.FormsAsync(scope, session.PatientId, cancel)).Where(f => f.SessionId == session.PublicId).OrderBy(f => f.StartedAt))
            if (await history.FormAsync(scope, row.FormId, cancel) is { } form) forms.Add(form with { Row = Local(form.Row) });
        return forms;
    }

    private DateTimeOffset Local(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, time.LocalTimeZone);

    private FormRow Local(FormRow form) => form with
    {
        StartedAt = Local(form.StartedAt), CompletedAt = form.CompletedAt is { } completed ? Local(completed) : null, LeftAt = form.LeftAt is { } left ? Local(left) : null,
    };

    /// <summary>The parts that a report draws: as many as show, none shorter than the network's pace.</summary>
    public static IReadOnlyList<EmotionBin> PartsOf(SessionSeries series) =>
        EmotionBins.Of(series, (int)Math.Clamp(series.DurationMs / ShortestPartMs, 1, MostParts));
}
