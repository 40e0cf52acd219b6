using FerCare.Clinic.Findings;
using FerCare.Clinic.Sessions;

namespace FerCare.Clinic.Tests.Findings;

public sealed class LeftoverSessionsTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_patient_who_does_not_come_back_within_the_hour_ends_the_session_where_it_was_lost()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var session = await clinic.LiveAsync();
        await clinic.Course.LoseConnectionAsync(session.Id, 20_000, Cancel);
        clinic.Clock.Advance(TimeSpan.FromMinutes(59));
        (await clinic.Get<LeftoverSessions>().SweepAsync(Cancel)).ShouldBeEmpty();
        clinic.Clock.Advance(TimeSpan.FromMinutes(2));
        (await clinic.Get<LeftoverSessions>().SweepAsync(Cancel)).ShouldBe([session.Id]);
        var row = (await clinic.Schedule.FindAsync(session.Scope, session.PublicId, Cancel))!;
        (row.State, row.EndedAt).ShouldBe((SessionState.Ended, row.StartedAt!.Value.AddSeconds(20)));
        (await clinic.Archive.SeriesAsync(session.Scope, session.PublicId, Cancel))!.DurationMs.ShouldBe(20_000);
        (await clinic.Assessment.FindingsAsync(session.Scope, session.PublicId, Cancel)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_session_whose_assessment_was_lost_in_a_crash_is_assessed_later_and_only_once()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var session = await clinic.LiveAsync();
        await clinic.Course.EndAsync(session.Id, 5_000, Cancel);
        clinic.Clock.Advance(TimeSpan.FromMinutes(3));
        (await clinic.Get<LeftoverSessions>().SweepAsync(Cancel)).ShouldBe([session.Id]);
        (await clinic.Get<LeftoverSessions>().SweepAsync(Cancel)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_session_that_goes_on_is_left_alone()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var session = await clinic.LiveAsync();
        clinic.Clock.Advance(TimeSpan.FromHours(3));
        (await clinic.Get<LeftoverSessions>().SweepAsync(Cancel)).ShouldBeEmpty();
        (await clinic.Course.OwnAsync(session.Id, Cancel))!.State.ShouldBe(SessionState.Live);
    }
}
