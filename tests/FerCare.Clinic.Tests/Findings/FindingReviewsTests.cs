using FerCare.Clinic.Access;
using FerCare.Clinic.Audit;
using FerCare.Clinic.Findings;
using Microsoft.EntityFrameworkCore;

namespace FerCare.Clinic.Tests.Findings;

public sealed class FindingReviewsTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_step_of_a_review_stays_with_its_reviewer_and_the_last_judgement_counts()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var (session, finding) = await AssessedAsync(clinic);
        var reviews = clinic.Get<FindingReviews>();

        await reviews.ReviewAsync(session.Scope, finding.Id, ReviewStep.Annotated, "She had a cold.", ReviewState.Preliminary, Cancel);
        await reviews.ReviewAsync(session.Scope, finding.Id, ReviewStep.Confirmed, null, ReviewState.Preliminary, Cancel);
        await reviews.ReviewAsync(session.Scope, finding.Id, ReviewStep.Dismissed, "The camera stood higher.", ReviewState.Confirmed, Cancel);

        var stored = await FirstAsync(clinic, session);
        stored.Review.ShouldBe(ReviewState.Dismissed);
        stored.Reviews.Select(r => r.Step).ShouldBe([ReviewStep.Annotated, ReviewStep.Confirmed, ReviewStep.Dismissed]);
        stored.Reviews.Select(r => r.Note).ShouldBe(["She had a cold.", null, "The camera stood higher."]);
        stored.Reviews.ShouldAllBe(r => r.Reviewer == "Clinician of North");
        (await clinic.Audit.RecentAsync(10, Cancel)).Count(a => a.Action == AuditAction.ReviewFinding).ShouldBe(3);
    }

    [Theory]
    [InlineData(ReviewStep.Dismissed)]
    [InlineData(ReviewStep.Annotated)]
    public async Task Dismissing_and_annotating_need_words(ReviewStep step)
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var (session, finding) = await AssessedAsync(clinic);

        await Should.ThrowAsync<ArgumentException>(() => clinic.Get<FindingReviews>().ReviewAsync(session.Scope, finding.Id, step, " ", ReviewState.Preliminary, Cancel));

        (await FirstAsync(clinic, session)).Reviews.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_judgement_on_a_state_that_someone_else_has_changed_is_refused()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var (session, finding) = await AssessedAsync(clinic);
        var reviews = clinic.Get<FindingReviews>();
        await reviews.ReviewAsync(session.Scope, finding.Id, ReviewStep.Confirmed, null, ReviewState.Preliminary, Cancel);

        await Should.ThrowAsync<FindingChangedException>(() => reviews.ReviewAsync(session.Scope, finding.Id, ReviewStep.Dismissed, "Late.", ReviewState.Preliminary, Cancel));
    }

    [Fact]
    public async Task Another_team_can_neither_review_nor_learn_that_there_is_something_to_review()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var (_, finding) = await AssessedAsync(clinic);
        var (stranger, _) = await clinic.ClinicianAsync("South");

        await Should.ThrowAsync<OutsideCareTeamException>(() => clinic.Get<FindingReviews>().ReviewAsync(stranger, finding.Id, ReviewStep.Confirmed, null, ReviewState.Preliminary, Cancel));
    }

    [Fact]
    public async Task An_assessment_that_finds_the_same_again_keeps_the_review()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var (session, finding) = await AssessedAsync(clinic);
        await clinic.Get<FindingReviews>().ReviewAsync(session.Scope, finding.Id, ReviewStep.Confirmed, null, ReviewState.Preliminary, Cancel);

        await clinic.Assessment.ConcludeAsync(session.Id, Cancel);

        var stored = await FirstAsync(clinic, session);
        stored.Id.ShouldBe(finding.Id);
        stored.Review.ShouldBe(ReviewState.Confirmed);
    }

    [Fact]
    public async Task An_assessment_that_finds_something_else_keeps_the_earlier_finding_with_its_review_beside_it()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var (session, finding) = await AssessedAsync(clinic);
        await clinic.Get<FindingReviews>().ReviewAsync(session.Scope, finding.Id, ReviewStep.Confirmed, "Seen in person too.", ReviewState.Preliminary, Cancel);
        await using (var context = await clinic.ContextAsync())
            await context.Findings.Where(f => f.Id == finding.Id).ExecuteUpdateAsync(set => set.SetProperty(f => f.Json, f => f.Json.Replace("\"Reason\":\"", "\"Reason\":\"Formerly: ")), Cancel);

        await clinic.Assessment.ConcludeAsync(session.Id, Cancel);

        var stored = await FirstAsync(clinic, session);
        stored.Id.ShouldNotBe(finding.Id);
        stored.Review.ShouldBe(ReviewState.Preliminary);
        var earlier = stored.Earlier.ShouldHaveSingleItem();
        earlier.Review.ShouldBe(ReviewState.Confirmed);
        earlier.Reviews.ShouldHaveSingleItem().Note.ShouldBe("Seen in person too.");
        (await clinic.Schedule.FindAsync(session.Scope, session.PublicId, Cancel))!.Findings.ShouldBe(2);
        await Should.ThrowAsync<FindingChangedException>(() => clinic.Get<FindingReviews>().ReviewAsync(session.Scope, finding.Id, ReviewStep.Dismissed, "Late.", ReviewState.Confirmed, Cancel));
    }

    private static async Task<(ClinicOnDisk.Planned Session, StoredFinding Finding)> AssessedAsync(ClinicOnDisk clinic)
    {
        var session = await clinic.LiveAsync();
        await clinic.Journal.AppendAsync(session.Id, ClinicOnDisk.Frame(0), Cancel);
        await clinic.Course.EndAsync(session.Id, 1000, Cancel);
        await clinic.Assessment.ConcludeAsync(session.Id, Cancel);
        return (session, await FirstAsync(clinic, session));
    }

    private static async Task<StoredFinding> FirstAsync(ClinicOnDisk clinic, ClinicOnDisk.Planned session) =>
        (await clinic.Assessment.FindingsAsync(session.Scope, session.PublicId, Cancel))[0];
}
