using FerCare.Clinic.Access;
using FerCare.Clinic.Joining;
using FerCare.Web.Monitoring;

namespace FerCare.Web.Sessions;

/// <summary>Invites patients to their sessions, and shuts out whoever came with an earlier link.</summary>
public sealed class Invitations(JoinLinks links, LiveSessions running)
{
    /// <summary>Issues a link. Earlier ones, their cookies and the line they opened are closed before it is returned.</summary>
    /// <exception cref="OutsideCareTeamException">The session does not exist or belongs to another team.</exception>
    /// <exception cref="FerCare.Clinic.Sessions.CourseRefusedException">The session is over.</exception>
    public async Task<IssuedLink> IssueAsync(CareScope scope, long sessionId, CancellationToken cancel = default)
    {
        var issued = await links.IssueAsync(scope, sessionId, cancel);
        await running.TurnAwayAsync(sessionId);
        return issued;
    }
}
