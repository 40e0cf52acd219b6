using FerCare.Clinic.Sessions;

namespace FerCare.Web.Demonstration;

/// <summary>Something that happens in a simulated session.</summary>
internal sealed record Interruption(long FromMs, long ToMs, SessionEventKind Begins);

/// <summary>One past session.</summary>
/// <param name="DaysAgo">Days before the present day.</param>
/// <param name="WithdrawnAtMs">When the patient takes the consent back; null for a session that ends in the ordinary way.</param>
internal sealed record PastSession(int DaysAgo, FacialManner Manner, int Seconds = 260, IReadOnlyList<Interruption>? Interruptions = null, long? WithdrawnAtMs = null);

/// <summary>One synthetic patient with their past sessions, oldest first, and whether one is planned for today.</summary>
internal sealed record DemonstrationPatient(string Name, string RecordNumber, int BirthYear, string Team, IReadOnlyList<PastSession> Sessions, bool Today = false);

/// <summary>Who and what the demonstration consists of. All of it is made up.</summary>
internal static class DemonstrationPlan
{
    public const string North = "Sample team North";
    public const string South = "Sample team South";

    public static IReadOnlyList<DemonstrationPatient> Patients { get; } =
    [
        new("Sample patient A", "DEMO-001", 1984, North, [.. Weekly(5, FacialManner.Usual, 49), .. Weekly(2, FacialManner.Subdued, 14)], Today: true),
        new("Sample patient B", "DEMO-002", 1991, North, [.. Weekly(5, FacialManner.Usual, 48), .. Weekly(2, FacialManner.Tense, 13)]),
        new("Sample patient C", "DEMO-003", 1976, North, [new(12, FacialManner.Usual), new(5, FacialManner.OutOfView)], Today: true),
        new("Sample patient D", "DEMO-004", 2001, North,
        [
            new(4, FacialManner.Usual, 300,
            [
                new(70_000, 95_000, SessionEventKind.Paused),
                new(150_000, 168_000, SessionEventKind.ConnectionLost),
                new(220_000, 229_000, SessionEventKind.Hidden),
            ]),
        ]),
        new("Sample patient E", "DEMO-005", 1968, South, [.. Weekly(4, FacialManner.Usual, 38), new(3, FacialManner.Usual, 260, WithdrawnAtMs: 110_000)], Today: true),
        new("Sample patient F", "DEMO-006", 1995, South, [new(2, FacialManner.Usual)]),
    ];

    private static IEnumerable<PastSession> Weekly(int count, FacialManner manner, int firstDaysAgo) =>
        Enumerable.Range(0, count).Select(i => new PastSession(firstDaysAgo - 7 * i, manner, 250 + 10 * (i % 3)));
}
