using FerCare.Clinic.Access;
using FerCare.Clinic.Audit;
using FerCare.Clinic.Sealing;
using Microsoft.EntityFrameworkCore;

namespace FerCare.Clinic.Findings;

/// <summary>Someone else judged the finding, or a new assessment took its place, since it was shown.</summary>
public sealed class FindingChangedException() : Exception("This finding has changed since it was shown. Load the page again and review what stands there now.");

/// <summary>Takes a clinician's judgement of a finding and keeps every step.</summary>
public sealed class FindingReviews(IDbContextFactory<ClinicContext> contexts, AuditTrail audit, PatientSeals seals, TimeProvider time)
{
    /// <summary>Confirms, dismisses with a reason, or annotates.</summary>
    /// <param name="scope">On whose behalf.</param>
    /// <param name="findingId">The finding as it was shown.</param>
    /// <param name="step">What is done.</param>
    /// <param name="note">One line; needed unless the finding is confirmed.</param>
    /// <param name="seen">The state that was shown to the clinician.</param>
    /// <exception cref="OutsideCareTeamException">There is no such finding, or it belongs to another team.</exception>
    /// <exception cref="FindingChangedException">Its state is another by now, or it was superseded.</exception>
    /// <exception cref="ArgumentException">The note is missing, too long or not one line.</exception>
    public Task ReviewAsync(CareScope scope, long findingId, ReviewStep step, string? note, ReviewState seen, CancellationToken cancel = default) => contexts.UseAsync(async context =>
    {
        await using var transaction = await context.Database.BeginTransactionAsync(cancel);
        var own = from found in context.Findings join session in context.SessionsOf(scope) on found.SessionId equals session.Id select new { Finding = found, session.PublicId, session.PatientId };
        // The scoped sessions are not tracked, which would hold for the whole query.
        var shown = await own.AsTracking().SingleOrDefaultAsync(f => f.Finding.Id == findingId, cancel) ?? throw new OutsideCareTeamException("Finding");
        var finding = shown.Finding;
        if (finding.SupersededAt is not null || finding.Review != seen) throw new FindingChangedException();
        var reviewer = await context.Users.AsNoTracking().Where(u => u.Id == scope.StaffId).Select(u => u.DisplayName).SingleAsync(cancel);
        var said = FindingReview.Checked(step, note);
        var review = new FindingReview(findingId, step, scope.StaffId, reviewer, time.GetUtcNow());
        context.FindingReviews.Add(review);
        if (said is not null)
        {
            // The seal binds the note to its row, whose number is given when it is stored.
            await context.SaveChangesAsync(cancel);
            review.Note = seals.Seal(shown.PatientId, SealedPlace.ReviewNote(review.Id), said);
        }

        finding.Review = step switch { ReviewStep.Confirmed => ReviewState.Confirmed, ReviewStep.Dismissed => ReviewState.Dismissed, _ => finding.Review };
        await audit.AddAsync(context, new AuditEntry(AuditAction.ReviewFinding, scope.StaffId, "session", shown.PublicId.ToString(), $"{finding.Kind}: {step}"), cancel);
        await context.SaveChangesAsync(cancel);
        await transaction.CommitAsync(cancel);
    }, cancel);
}
