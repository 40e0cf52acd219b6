namespace FerCare.Clinic.Audit;

/// <summary>What an administrator looks for in the trail; what is null does not narrow the search.</summary>
/// <param name="Person">A part of the actor's name.</param>
/// <param name="From">The first instant.</param>
/// <param name="Until">The first instant that is too late.</param>
/// <param name="Subject">A patient's pseudonym or the start of one, or the whole id of another subject.</param>
/// <param name="Before">Only records with a smaller number, for the next page.</param>
public sealed record AuditQuery(string? Person = null, AuditAction? Action = null, DateTimeOffset? From = null, DateTimeOffset? Until = null, string? Subject = null, long? Before = null)
{
    /// <summary>Records on a page.</summary>
    public const int PageSize = 50;
}

/// <summary>A page of the trail, newest first.</summary>
/// <param name="OlderThan">What <see cref="AuditQuery.Before"/> has to be for the next page; null on the last one.</param>
public sealed record AuditPage(IReadOnlyList<AuditLine> Lines, long? OlderThan);
