namespace FerCare.Clinic.Sessions;

/// <summary>A change was asked for that the session's state does not allow.</summary>
public sealed class CourseRefusedException(long sessionId, string what, string expected, SessionState found)
    : Exception($"{what} in session {sessionId}: expected a session that is {expected}, found {found}.")
{
    /// <summary>The state that stood against it.</summary>
    public SessionState Found { get; } = found;
}
