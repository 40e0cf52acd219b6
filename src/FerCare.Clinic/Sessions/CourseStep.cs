namespace FerCare.Clinic.Sessions;

/// <summary>One step of a session while its transaction is open.</summary>
internal sealed record CourseStep(ClinicContext Context, MonitoringSession Session, DateTimeOffset Now)
{
    public void Require(string what, SessionState state)
    {
        if (Session.State != state) throw new CourseRefusedException(Session.Id, what, state.ToString(), Session.State);
    }

    public void RequireUnderWay(string what)
    {
        if (!Session.State.IsUnderWay()) throw new CourseRefusedException(Session.Id, what, "under way", Session.State);
    }

    public void Enter(SessionState state, SessionEventKind kind, long? timeMs)
    {
        Session.State = state;
        Append(kind, timeMs);
    }

    public void Append(SessionEventKind kind, long? timeMs) => Context.SessionEvents.Add(new SessionEvent(Session.Id, timeMs ?? Elapsed(), Now, kind));

    private long Elapsed() => Session.StartedAt is { } start ? Math.Max(0, (long)(Now - start).TotalMilliseconds) : 0;
}
