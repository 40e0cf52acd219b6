using FerCare.Clinic.Patients;

namespace FerCare.Clinic.Sessions;

/// <summary>
/// What a list of sessions is narrowed to. What is null or false does not narrow it; without days the present day is meant, with whatever is
/// still under way, and where only sessions to review are wanted those of all days.
/// </summary>
/// <param name="ToReview">Only sessions with a finding that is raised for review and that no clinician has judged.</param>
/// <param name="Find">A part of the patient's name or record number.</param>
/// <param name="From">The first instant, of the plan or of the start.</param>
/// <param name="Until">The first instant that is too late.</param>
public sealed record SessionSearch(SessionState? State = null, bool ToReview = false, string? Find = null, DateTimeOffset? From = null, DateTimeOffset? Until = null)
{
    /// <summary>The most sessions that a search returns.</summary>
    public const int Most = 200;

    /// <summary>The present day is meant.</summary>
    public bool IsToday => From is null && Until is null && !ToReview;

    internal bool Fits(SessionRow session) => PatientSearch.Matches(Find, session.PatientName, session.RecordNumber);
}

/// <summary>What a search found: what needs attention first, then by time.</summary>
/// <param name="Sessions">Those in the state that was asked for, at most <see cref="SessionSearch.Most"/>.</param>
/// <param name="Count">How many there are of them.</param>
/// <param name="InState">How many the same search finds in each state.</param>
public sealed record FoundSessions(IReadOnlyList<SessionRow> Sessions, int Count, IReadOnlyDictionary<SessionState, int> InState)
{
    /// <summary>How many the same search finds in any state.</summary>
    public int InAnyState => InState.Values.Sum();

    internal static FoundSessions Of(SessionSearch search, IEnumerable<SessionRow> rows)
    {
        var fitting = rows.Where(search.Fits).ToList();
        var own = fitting.Where(r => search.State is null || r.State == search.State).OrderByDescending(r => r.HasOpenAlert).ThenByDescending(r => r.Flagged > 0);
        // A day is read from the morning on, a longer time from now backwards.
        var ordered = (search.IsToday ? own.ThenBy(At) : own.ThenByDescending(At)).ToList();
        return new([.. ordered.Take(SessionSearch.Most)], ordered.Count, fitting.CountBy(r => r.State).ToDictionary());
    }

    private static DateTimeOffset At(SessionRow session) => session.StartedAt ?? session.ScheduledAt;
}
