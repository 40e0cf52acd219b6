using FerCare.Clinic.Sessions;

namespace FerCare.Web.Demonstration;

/// <summary>Something that happens in a simulated session.</summary>
internal sealed record Interruption(long FromMs, long ToMs, SessionEventKind Begins);

/// <summary>One past session.</summary>
/// <param name="DaysAgo">Days before the present day.</param>
/// <param name="WithdrawnAtMs">When the patient takes the consent back; null for a session that ends in the ordinary way.</param>
/// <param name="Marks">From when on the patient rests, talks or reads; a conversation until the first.</param>
/// <param name="Forms">What the patient filled in before it.</param>
internal sealed record PastSession(
    int DaysAgo, FacialManner Manner, int Seconds = 260, IReadOnlyList<Interruption>? Interruptions = null, long? WithdrawnAtMs = null,
    IReadOnlyList<(long FromMs, SessionContext Doing)>? Marks = null, IReadOnlyList<FilledForm>? Forms = null);

/// <summary>One synthetic patient with their past sessions, oldest first, and whether one is planned for today.</summary>
/// <param name="EnteredNow">A form that the clinician entered a few minutes ago.</param>
internal sealed record DemonstrationPatient(
    string Name, string RecordNumber, int BirthYear, string Team, IReadOnlyList<PastSession> Sessions, bool Today = false, FilledForm? EnteredNow = null);

/// <summary>Who and what the demonstration consists of. All of it is made up.</summary>
internal static class DemonstrationPlan
{
    public const string North = "Sample team North";
    public const string South = "Sample team South";
    public const string East = "Sample team East";

    public static IReadOnlyList<DemonstrationPatient> Patients { get; } =
    [
        // Gets worse; an alert that was acknowledged; rests at the end of the last session.
        new("Sample patient A", "DEMO-001", 1984, North,
        [
            .. Filled(Weekly(5, FacialManner.Usual, 49), [4, 5, 4, 6, 5], [3, 4, 3, 4, 4]),
            .. Weekly(2, FacialManner.Subdued, 14).Select((s, i) => i == 0
                ? s with { Forms = [new(DemonstrationForms.Phq9, 11, Safety: 1, Note: "Demonstration note: talked with the patient at once, a plan for the week was made."), new(DemonstrationForms.Gad7, 7)] }
                : s with { Forms = [new(DemonstrationForms.Phq9, 15), new(DemonstrationForms.Gad7, 8)], Seconds = 280, Marks = [(200_000, SessionContext.Rest)] }),
        ], Today: true),
        // Anxiety rises, depression score stays.
        new("Sample patient B", "DEMO-002", 1991, North,
            [.. Filled(Weekly(5, FacialManner.Usual, 48), [5, 6, 5, 6, 5], [4, 5, 4, 5, 6]), .. Filled(Weekly(2, FacialManner.Tense, 13), [6, 6], [11, 14])]),
        new("Sample patient C", "DEMO-003", 1976, North, [.. Filled([new(12, FacialManner.Usual), new(5, FacialManner.OutOfView)], [8, 8], [6, 6])], Today: true),
        new("Sample patient D", "DEMO-004", 2001, North,
        [
            new(4, FacialManner.Usual, 300,
            [
                new(70_000, 95_000, SessionEventKind.Paused),
                new(150_000, 168_000, SessionEventKind.ConnectionLost),
                new(220_000, 229_000, SessionEventKind.Hidden),
            ], Forms: [new(DemonstrationForms.Phq9, 7), new(DemonstrationForms.Gad7, 5, Answered: 4)]),
        ]),
        // Gets better.
        new("Sample patient E", "DEMO-005", 1968, South,
            [.. Filled(Weekly(4, FacialManner.Usual, 38), [17, 14, 10, 7], [12, 10, 8, 6]), new(3, FacialManner.Usual, 260, WithdrawnAtMs: 110_000)], Today: true),
        // Rests, talks and reads in one session; an alert that nobody has acknowledged yet.
        new("Sample patient F", "DEMO-006", 1995, South,
            [new(2, FacialManner.Usual, 450, Marks: [(30_000, SessionContext.Rest), (120_000, SessionContext.Conversation), (320_000, SessionContext.Reading)])],
            EnteredNow: new(DemonstrationForms.Phq9, 12, Safety: 1)),
        // Gets worse and then better again.
        new("Sample patient G", "DEMO-007", 1988, East,
            [.. Filled([.. Weekly(3, FacialManner.Usual, 41), .. Weekly(2, FacialManner.Subdued, 20), .. Weekly(1, FacialManner.Usual, 6)], [6, 5, 7, 13, 16, 9], [5, 5, 6, 8, 9, 6])]),
        // Holds still, with one session that could not be used.
        new("Sample patient H", "DEMO-008", 1979, East,
            [.. Filled([.. Weekly(2, FacialManner.Usual, 29), .. Weekly(1, FacialManner.OutOfView, 15), .. Weekly(1, FacialManner.Usual, 8)], [3, 4, 3, 4], [2, 3, 3, 2])], Today: true),
        // The baseline has just been completed.
        new("Sample patient I", "DEMO-009", 1999, East, [.. Filled(Weekly(3, FacialManner.Usual, 17), [9, 8, 8], [7, 8, 7])]),
        new("Sample patient J", "DEMO-010", 1963, North, [.. Filled(Weekly(2, FacialManner.Usual, 11), [2, 1], [3, 2])]),
        new("Sample patient K", "DEMO-011", 1990, South,
        [
            new(9, FacialManner.Usual, 270, [new(120_000, 140_000, SessionEventKind.Hidden)], Forms: [new(DemonstrationForms.Phq9, 10), new(DemonstrationForms.Gad7, 9)]),
            new(1, FacialManner.Tense, 260, Forms: [new(DemonstrationForms.Phq9, 10), new(DemonstrationForms.Gad7, 12)]),
        ]),
        // Admitted today, no session yet.
        new("Sample patient L", "DEMO-012", 2004, South, [], Today: true),
    ];

    /// <summary>Sessions with both questionnaires filled in before each, with these totals.</summary>
    private static IEnumerable<PastSession> Filled(IEnumerable<PastSession> sessions, int[] phq9, int[] gad7) =>
        sessions.Select((s, i) => s with { Forms = [new(DemonstrationForms.Phq9, phq9[i]), new(DemonstrationForms.Gad7, gad7[i])] });

    private static IEnumerable<PastSession> Weekly(int count, FacialManner manner, int firstDaysAgo) =>
        Enumerable.Range(0, count).Select(i => new PastSession(firstDaysAgo - 7 * i, manner, 250 + 10 * (i % 3)));
}
