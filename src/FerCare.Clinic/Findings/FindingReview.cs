using FerCare.Clinic.Sealing;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace FerCare.Clinic.Findings;

/// <summary>What a clinician did with a finding. Stored as a number: never renumber.</summary>
public enum ReviewStep
{
    /// <summary>Found it borne out.</summary>
    Confirmed = 1,

    /// <summary>Found it explained otherwise, and says how.</summary>
    Dismissed = 2,

    /// <summary>Wrote something beside it; its state stays.</summary>
    Annotated = 3,
}

/// <summary>One step of a finding's review. Only ever added: the history is what shows how a judgement came about.</summary>
public sealed class FindingReview
{
    private FindingReview() => ReviewerName = "";

    internal FindingReview(long findingId, ReviewStep step, Guid reviewerId, string reviewerName, DateTimeOffset at)
    {
        if (!Enum.IsDefined(step)) throw new ArgumentOutOfRangeException(nameof(step), step, "Review: expected to confirm, dismiss or annotate.");
        FindingId = findingId;
        Step = step;
        ReviewerId = reviewerId;
        ReviewerName = reviewerName;
        At = at;
    }

    /// <summary>Longest note, characters.</summary>
    public const int LongestNote = 1000;

    public long Id { get; private set; }
    public long FindingId { get; private set; }
    public ReviewStep Step { get; private set; }

    /// <summary>The reason or annotation, sealed; null only where a finding was confirmed without one.</summary>
    public SealedText? Note { get; internal set; }
    public Guid ReviewerId { get; private set; }

    /// <summary>The reviewer's name at that time; it outlives the account.</summary>
    public string ReviewerName { get; private set; }
    public DateTimeOffset At { get; private set; }

    /// <summary>The note as it is kept; null where a finding is confirmed without one.</summary>
    /// <exception cref="ArgumentException">It is missing, too long or not one line.</exception>
    internal static string? Checked(ReviewStep step, string? note) => step == ReviewStep.Confirmed && string.IsNullOrWhiteSpace(note) ? null
        : Wording.Checked(note, LongestNote, step == ReviewStep.Dismissed ? "Reason for dismissing" : "Note");
}

internal sealed class FindingReviewConfiguration : IEntityTypeConfiguration<FindingReview>
{
    public void Configure(EntityTypeBuilder<FindingReview> review)
    {
        review.ToTable("finding_reviews");
        review.Property(r => r.ReviewerName).HasMaxLength(120);
        review.HasOne<Finding>().WithMany().HasForeignKey(r => r.FindingId).OnDelete(DeleteBehavior.Cascade);
    }
}
