namespace FerCare.Clinic.Audit;

/// <summary>What is to be written down: who did what to whom.</summary>
/// <param name="Action">What was done.</param>
/// <param name="ActorId">The member of staff; null for patients, the program itself and failed sign-ins.</param>
/// <param name="SubjectKind">"patient", "session", "form", "safety alert": a patient's; "account", "care team" and others: nobody's.</param>
/// <param name="SubjectId">Id of the subject, or what was tried. A patient's id is stored as their pseudonym.</param>
/// <param name="Detail">One line more, without health data.</param>
/// <param name="ActorName">Name at that time; looked up from <paramref name="ActorId"/> where not given.</param>
public sealed record AuditEntry(AuditAction Action, Guid? ActorId, string SubjectKind, string SubjectId, string? Detail = null, string? ActorName = null)
{
    /// <summary>The actor's name where a patient acted through their link.</summary>
    public const string Patient = "patient";

    /// <summary>The actor's name where nobody was signed in.</summary>
    public const string Nobody = "nobody signed in";
}
