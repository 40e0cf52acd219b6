using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using FerCare.Clinic.Findings;
using FerCare.Clinic.Instruments;

namespace FerCare.Reports;

/// <summary>
/// Takes out of a report what tells who the patient is: name, numbers, year of birth, free text and the names of staff go; ids become
/// others; all dates move back by one number of days that is the same for everything about this patient, so that spans of time stay true.
/// </summary>
/// <remarks>
/// Id and shift follow from the patient's random id, which is in no export: the same patient comes out the same every time, and nobody
/// without access to the clinic can work it back.
/// </remarks>
public static class DeIdentification
{
    /// <summary>Most days by which dates move.</summary>
    public const int MostDays = 364;

    /// <summary>Stands in every file without an identity: nobody is to take its dates for true ones.</summary>
    public const string Notice = "De-identified: a pseudonym, no free text, and all dates moved back by one number of days that is the same for everything about this patient.";

    /// <summary>The report without an identity.</summary>
    /// <param name="clinic">Where the clinic is, for times of day.</param>
    public static SessionReport Of(SessionReport report, Guid patientId, TimeZoneInfo clinic)
    {
        DateTimeOffset Moved(DateTimeOffset at) => DeIdentification.Moved(at, patientId, clinic);
        DateTimeOffset? MovedOrNone(DateTimeOffset? at) => at is { } known ? Moved(known) : null;

        return report with
        {
            Subject = ReportSubject.Pseudonymous(patientId),
            Session = report.Session with
            {
                PublicId = IdOf(report.Session.PublicId),
                ScheduledAt = Moved(report.Session.ScheduledAt),
                StartedAt = MovedOrNone(report.Session.StartedAt),
                EndedAt = MovedOrNone(report.Session.EndedAt),
                SamplesErasedAt = null,
            },
            Consents = [.. report.Consents.Select(c => c with { GivenAt = Moved(c.GivenAt), WithdrawnAt = MovedOrNone(c.WithdrawnAt) })],
            Findings = [.. report.Findings.Select(f => f with
            {
                AssessedAt = Moved(f.AssessedAt),
                Reviews = Bare(f.Reviews, Moved),
                Earlier = [.. f.Earlier.Select(e => e with { AssessedAt = Moved(e.AssessedAt), Reviews = Bare(e.Reviews, Moved) })],
            })],
            Events = [.. report.Events.Select(e => e with { At = Moved(e.At) })],
            Notes = [.. report.Notes.Select(n => n with { Text = null, By = null, At = null })],
            Scores = new([.. report.Scores.Depression.Select(s => Bare(s, Moved))], [.. report.Scores.Stress.Select(s => Bare(s, Moved))]),
            Forms = [.. report.Forms.Select(f => f with
            {
                Row = Bare(f.Row, Moved),
                PatientId = IdOf(f.PatientId),
                PatientName = "",
                EnteredBy = f.EnteredBy is null ? null : Someone,
                Answers = f.Answers.ToDictionary(a => a.Key, a => a.Value with { AnsweredAt = Moved(a.Value.AnsweredAt) }),
            })],
            // The moment of export is known outside: moved along, it would tell by how much; left true, it would tell much of it.
            CreatedAt = Moved(report.Session.EndedAt ?? report.Session.StartedAt ?? report.Session.ScheduledAt),
        };
    }

    /// <summary>
    /// An instant on the clinic's clock, moved back with everything about this patient. The offset from UTC goes: with it a date would tell whether it
    /// was summer when it was true.
    /// </summary>
    public static DateTimeOffset Moved(DateTimeOffset at, Guid patientId, TimeZoneInfo clinic) =>
        new(TimeZoneInfo.ConvertTime(at, clinic).DateTime - ShiftOf(patientId), TimeSpan.Zero);

    /// <summary>By how much everything about this patient moves back: 1 to <see cref="MostDays"/> whole days.</summary>
    public static TimeSpan ShiftOf(Guid patientId) => TimeSpan.FromDays(1 + BinaryPrimitives.ReadUInt32LittleEndian(Digest("dates", patientId)) % MostDays);

    /// <summary>The id that stands for another one in everything without an identity.</summary>
    public static Guid IdOf(Guid id) => new(Digest("id", id).AsSpan(0, 16));

    private const string Someone = "a clinician";

    private static IReadOnlyList<ReviewLine> Bare(IReadOnlyList<ReviewLine> reviews, Func<DateTimeOffset, DateTimeOffset> moved) =>
        [.. reviews.Select(r => r with { Note = null, Reviewer = Someone, At = moved(r.At) })];

    private static LastScore Bare(LastScore score, Func<DateTimeOffset, DateTimeOffset> moved) => score with
    {
        Form = score.Form is { } form ? Bare(form, moved) : null,
        Unfinished = score.Unfinished is { } unfinished ? Bare(unfinished, moved) : null,
    };

    private static FormRow Bare(FormRow form, Func<DateTimeOffset, DateTimeOffset> moved) => form with
    {
        FormId = IdOf(form.FormId),
        SessionId = form.SessionId is { } session ? IdOf(session) : null,
        StartedAt = moved(form.StartedAt),
        CompletedAt = form.CompletedAt is { } completed ? moved(completed) : null,
        LeftAt = form.LeftAt is { } left ? moved(left) : null,
    };

    private static byte[] Digest(string purpose, Guid id) => SHA256.HashData([.. Encoding.UTF8.GetBytes(purpose), .. id.ToByteArray()]);
}
