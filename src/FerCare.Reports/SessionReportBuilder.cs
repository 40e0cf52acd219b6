using FerCare.Affect.Indicators;
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
        var report = new SessionReport(
            ReportSubject.Named(patient),
            new(session.PublicId, session.Context, session.State, Local(session.ScheduledAt), session.StartedAt is { } from ? Local(from) : null,
                session.EndedAt is { } to ? Local(to) : null, session.ModelVersion, session.RefusedFrames, session.ShedFrames),
            [.. (await schedule.ConsentsAsync(scope, publicId, cancel)).Select(c => c with { GivenAt = Local(c.GivenAt), WithdrawnAt = c.WithdrawnAt is { } w ? Local(w) : null })],
            Coverage.Of(series),
            signals,
            await assessment.FindingsAsync(scope, publicId, cancel),
            PartsOf(series), series,
            [.. (await schedule.EventsAsync(scope, publicId, cancel)).Select(e => e with { At = Local(e.At) })],
            Local(time.GetUtcNow()))
        {
            Notes = [.. (await notes.ForSessionAsync(scope, publicId, cancel)).Select(n => new NoteLine(n.TimeMs, n.Kind, n.Text, n.By, Local(n.At)))],
            Scores = await scores.AtSessionAsync(scope, publicId, cancel),
            Forms = await FormsAsync(scope, session, cancel),
            Parts = signals is null ? null : PartsOfSession.Of(series, session.Context, await marks.ForSessionAsync(scope, publicId, cancel), options.Signals),
        };
        return identified ? report : DeIdentification.Of(report, session.PatientId, time.LocalTimeZone);
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
