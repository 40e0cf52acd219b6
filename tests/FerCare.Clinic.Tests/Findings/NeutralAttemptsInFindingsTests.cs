using FerCare.Affect.Timeline;
using FerCare.Clinic.Findings;
using FerCare.Clinic.Sessions;

namespace FerCare.Clinic.Tests.Findings;

/// <summary>A neutral part that was broken off and begun again, through storage and assessment.</summary>
public sealed class NeutralAttemptsInFindingsTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_neutral_part_that_was_broken_off_is_read_back_beside_the_one_that_came_to_its_end()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var session = await TwiceAskedAsync(clinic);

        var series = (await clinic.Archive.SeriesAsync(session.Scope, session.PublicId, Cancel))!;

        series.Baseline.ShouldBe(new TimeSpanMs(12_000, 27_000));
        series.Neutral.ShouldBe([new(0, 10_000), new(12_000, 27_000)]);
    }

    [Fact]
    public async Task A_marked_session_counts_without_any_attempt_and_is_up_to_date_once_it_was_assessed()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var session = await TwiceAskedAsync(clinic);
        await clinic.MarkAsync(session, 100_000, SessionContext.Reading);

        await clinic.Assessment.ConcludeAsync(session.Id, Cancel);

        (await clinic.Assessment.SignalsAsync(session.Scope, session.PublicId, Cancel))!.Counted.ShouldBe([new(10_000, 12_000), new(27_000, 100_000)]);
        (await clinic.Get<Reassessment>().StaleAsync(session.Scope, session.PatientId, Cancel)).ShouldBeEmpty();
    }

    /// <summary>A pause breaks the first neutral part off.</summary>
    private static async Task<ClinicOnDisk.Planned> TwiceAskedAsync(ClinicOnDisk clinic)
    {
        var session = await clinic.LiveAsync();
        await clinic.Course.BaselineStartedAsync(session.Id, 0, Cancel);
        await clinic.Course.PauseAsync(session.Id, 10_000, Cancel);
        await clinic.Course.ResumeAsync(session.Id, 12_000, Cancel);
        await clinic.Course.BaselineStartedAsync(session.Id, 12_000, Cancel);
        await clinic.Course.BaselineEndedAsync(session.Id, 27_000, Cancel);
        await clinic.Course.EndAsync(session.Id, 160_000, Cancel);
        return session;
    }
}
