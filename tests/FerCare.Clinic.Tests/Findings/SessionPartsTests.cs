using FerCare.Affect.Indicators;
using FerCare.Affect.Signals;
using FerCare.Clinic.Findings;
using FerCare.Clinic.Sessions;

namespace FerCare.Clinic.Tests.Findings;

public sealed class SessionPartsTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_marked_part_has_its_own_signals_and_a_new_mark_changes_them_at_once()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var session = await clinic.HoldAsync(seconds: 320, smilesFromMs: 160_000);
        var parts = clinic.Get<SessionParts>();

        var before = (await parts.ForSessionAsync(session.Scope, session.PublicId, Cancel))!;
        before.Parts.Select(p => p.Context).ShouldBe([SegmentContext.Baseline, SegmentContext.Conversation]);
        before.Counted.ShouldBeNull();
        await clinic.MarkAsync(session, 160_000, SessionContext.Reading);
        var after = (await parts.ForSessionAsync(session.Scope, session.PublicId, Cancel))!;

        after.InReadingOrder.Select(p => p.Context).ShouldBe([SegmentContext.Conversation, SegmentContext.Reading, SegmentContext.Baseline]);
        after.Parts.Single(p => p.Context == SegmentContext.Conversation).Signals.SmileRatio.Value.ShouldBe(0);
        after.Parts.Single(p => p.Context == SegmentContext.Reading).Signals.SmileRatio.Value.ShouldBe(1);
        after.Parts.Single(p => p.Context == SegmentContext.Baseline).Signals.SmileRatio.WithheldBecause.ShouldNotBeNull().ShouldContain("at least 60 s are needed");
        after.Whole.SmileRatio.Value!.Value.ShouldBeInRange(0.4, 0.6);
        after.Own.ShouldBe(SegmentContext.Conversation);
    }

    [Fact]
    public async Task Only_the_parts_in_the_sessions_own_context_count_in_what_is_stored_for_its_findings()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var session = await clinic.HoldAsync(seconds: 320, smilesFromMs: 160_000);
        await clinic.MarkAsync(session, 160_000, SessionContext.Reading);
        await clinic.Assessment.ConcludeAsync(session.Id, Cancel);

        var stored = (await clinic.Assessment.SignalsAsync(session.Scope, session.PublicId, Cancel))!;
        stored.SmileRatio.Value.ShouldBe(0);
        stored.ValidSeconds.ShouldBe(145, 1);
        stored.Counted!.Single().FromMs.ShouldBe(15_000);
        stored.Counted!.Single().ToMs.ShouldBe(160_000);
    }

    [Fact]
    public async Task Sessions_of_different_context_are_never_in_one_baseline()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var first = await clinic.HoldAsync();
        await clinic.HoldAsync(first, SessionContext.Reading);
        await clinic.HoldAsync(first);
        var third = await clinic.HoldAsync(first);
        var reading = await clinic.HoldAsync(first, SessionContext.Reading);
        var fourth = await clinic.HoldAsync(first);

        (await clinic.StatusAsync(third)).ShouldBe(FindingStatus.NotEnoughSessions);
        (await clinic.StatusAsync(reading)).ShouldBe(FindingStatus.NotEnoughSessions);
        (await clinic.StatusAsync(fourth)).ShouldBe(FindingStatus.NoFlag);
        (await clinic.Get<PatientBaselines>().ForPatientAsync(first.Scope, first.PatientId, Cancel)).ShouldHaveSingleItem().Context.ShouldBe(SessionContext.Conversation);
    }

    [Fact]
    public async Task A_withdrawn_session_and_another_teams_have_no_parts()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var session = await clinic.HoldAsync(seconds: 20);
        var (stranger, _) = await clinic.ClinicianAsync("South");
        (await clinic.Get<SessionParts>().ForSessionAsync(stranger, session.PublicId, Cancel)).ShouldBeNull();
        await clinic.Consents.WithdrawAsync(session.Id, cancel: Cancel);
        (await clinic.Get<SessionParts>().ForSessionAsync(session.Scope, session.PublicId, Cancel)).ShouldBeNull();
    }
}
