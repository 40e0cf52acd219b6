using FerCare.Clinic.Audit;
using FerCare.Clinic.Joining;
using FerCare.Clinic.Sessions;

namespace FerCare.Clinic.Tests.Sessions;

public sealed class SessionCourseTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_session_goes_from_waiting_through_a_pause_to_its_end_and_every_step_is_an_event()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var session = await clinic.PlannedAsync();
        await clinic.Consents.GiveAsync(session.Id, ConsentText.Current, Cancel);
        (await clinic.Course.BeginAsync(session.Id, "network 1", Cancel)).ShouldBe(SessionState.Live);
        await clinic.Course.BaselineStartedAsync(session.Id, 500, Cancel);
        await clinic.Course.BaselineEndedAsync(session.Id, 30_500, Cancel);
        clinic.Clock.Advance(TimeSpan.FromSeconds(40));
        (await clinic.Course.PauseAsync(session.Id, cancel: Cancel)).ShouldBe(SessionState.Paused);
        (await clinic.Course.ResumeAsync(session.Id, 50_000, Cancel)).ShouldBe(SessionState.Live);
        (await clinic.Course.EndAsync(session.Id, 60_000, Cancel)).ShouldBe(SessionState.Ended);

        (await clinic.Schedule.EventsAsync(session.Scope, session.PublicId, Cancel)).Select(e => (e.TimeMs, e.Kind)).ShouldBe([
            (0, SessionEventKind.ConsentGiven), (0, SessionEventKind.Started), (500, SessionEventKind.BaselineStarted), (30_500, SessionEventKind.BaselineEnded),
            (40_000, SessionEventKind.Paused), (50_000, SessionEventKind.Resumed), (60_000, SessionEventKind.Ended)]);
        var row = (await clinic.Schedule.FindAsync(session.Scope, session.PublicId, Cancel))!;
        (row.State, row.BaselineFromMs, row.BaselineToMs, row.ModelVersion).ShouldBe((SessionState.Ended, 500, 30_500, "network 1"));
    }

    [Fact]
    public async Task Nothing_starts_without_consent()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var session = await clinic.PlannedAsync();
        await Should.ThrowAsync<ConsentMissingException>(() => clinic.Course.BeginAsync(session.Id, null, Cancel));
        (await clinic.Course.OwnAsync(session.Id, Cancel))!.State.ShouldBe(SessionState.Waiting);
    }

    [Theory]
    [InlineData("begin", SessionState.Waiting)]
    [InlineData("pause", SessionState.Live)]
    [InlineData("resume", SessionState.Paused)]
    [InlineData("hide", SessionState.Live, SessionState.Paused, SessionState.Reconnecting)]
    [InlineData("show", SessionState.Live, SessionState.Paused, SessionState.Reconnecting)]
    [InlineData("lose", SessionState.Live, SessionState.Paused, SessionState.Reconnecting)]
    [InlineData("reconnect", SessionState.Reconnecting)]
    [InlineData("baseline", SessionState.Live)]
    [InlineData("end", SessionState.Live, SessionState.Paused, SessionState.Reconnecting, SessionState.Ended)]
    [InlineData("withdraw", SessionState.Waiting, SessionState.Live, SessionState.Paused, SessionState.Reconnecting, SessionState.Withdrawn, SessionState.Ended)]
    public async Task A_step_is_allowed_in_its_states_and_refused_in_all_others(string step, params SessionState[] allowed)
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var number = 0;
        foreach (var state in Enum.GetValues<SessionState>())
        {
            var session = await clinic.PlannedAsync("North", $"N-{number++}");
            await ReachAsync(clinic, session, state);
            if (allowed.Contains(state)) await TakeAsync(clinic, session.Id, step);
            else (await Should.ThrowAsync<CourseRefusedException>(() => TakeAsync(clinic, session.Id, step))).Found.ShouldBe(state);
        }
    }

    [Fact]
    public async Task A_patient_who_tells_the_care_team_afterwards_has_withdrawn_and_the_trail_names_who_wrote_it_down()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var session = await clinic.LiveAsync();
        await Should.ThrowAsync<CourseRefusedException>(() => clinic.Course.WithdrawAsync(session.Scope, session.PublicId, Cancel));
        await clinic.Course.EndAsync(session.Id, 5_000, Cancel);

        (await clinic.Course.WithdrawAsync(session.Scope, session.PublicId, Cancel)).ShouldBe(SessionState.Withdrawn);
        (await clinic.Course.WithdrawAsync(session.Scope, session.PublicId, Cancel)).ShouldBe(SessionState.Withdrawn, "twice is not news");

        (await clinic.Schedule.ConsentsAsync(session.Scope, session.PublicId, Cancel)).Single().WithdrawnAt.ShouldBe(clinic.Clock.GetUtcNow());
        var line = (await clinic.Audit.RecentAsync(100, Cancel)).Single(l => l.Action == AuditAction.WithdrawConsent);
        (line.SubjectId, line.Detail, line.ActorName).ShouldBe(($"{session.PublicId}", "told by the patient", "Clinician of North"));
    }

    [Fact]
    public async Task A_connection_lost_during_a_pause_comes_back_to_the_pause()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var session = await clinic.LiveAsync();
        await clinic.Course.PauseAsync(session.Id, 1_000, Cancel);
        (await clinic.Course.LoseConnectionAsync(session.Id, 2_000, Cancel)).ShouldBe(SessionState.Reconnecting);
        (await clinic.Course.ReconnectAsync(session.Id, 3_000, Cancel)).ShouldBe(SessionState.Paused);
    }

    [Fact]
    public async Task Of_ten_ends_at_once_one_is_recorded()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var session = await clinic.LiveAsync();
        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => clinic.Course.EndAsync(session.Id, 5_000, Cancel)));
        (await clinic.Schedule.EventsAsync(session.Scope, session.PublicId, Cancel)).Count(e => e.Kind == SessionEventKind.Ended).ShouldBe(1);
    }

    [Fact]
    public async Task A_pause_and_a_withdrawal_at_once_always_leave_the_session_withdrawn()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        for (var i = 0; i < 5; i++)
        {
            var session = await clinic.LiveAsync("North", $"N-{i}");
            var pause = clinic.Course.PauseAsync(session.Id, 1_000, Cancel);
            await clinic.Course.WithdrawAsync(session.Id, 1_000, Cancel);
            try
            {
                await pause;
            }
            catch (CourseRefusedException late)
            {
                late.Found.ShouldBe(SessionState.Withdrawn);
            }

            (await clinic.Course.OwnAsync(session.Id, Cancel))!.State.ShouldBe(SessionState.Withdrawn);
        }
    }

    [Fact]
    public async Task A_withdrawal_takes_the_consent_back_and_keeps_its_version()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var session = await clinic.LiveAsync();
        clinic.Clock.Advance(TimeSpan.FromSeconds(20));
        await clinic.Consents.WithdrawAsync(session.Id, 20_000, Cancel);
        var consent = (await clinic.Schedule.ConsentsAsync(session.Scope, session.PublicId, Cancel)).Single();
        consent.TextVersion.ShouldBe(ConsentText.Current.Version);
        ConsentText.Find(consent.TextVersion)!.Paragraphs.ShouldNotBeEmpty();
        consent.WithdrawnAt.ShouldBe(clinic.Clock.GetUtcNow());
        (await clinic.Consents.StandsAsync(session.Id, Cancel)).ShouldBeFalse();
        (await clinic.Course.OwnAsync(session.Id, Cancel)).ShouldNotBeNull().ConsentGiven.ShouldBeFalse();
    }

    [Fact]
    public async Task A_patient_is_told_who_can_see_the_session()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var session = await clinic.PlannedAsync();
        var own = (await clinic.Course.OwnAsync(session.Id, Cancel))!;
        (own.CareTeam, own.Watchers.Single()).ShouldBe(("North", "Clinician of North"));
    }

    [Fact]
    public async Task Refused_and_shed_frames_add_up()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var session = await clinic.LiveAsync();
        await clinic.Course.CountFramesAsync(session.Id, 2, 5, Cancel);
        await clinic.Course.CountFramesAsync(session.Id, 1, 0, Cancel);
        var row = (await clinic.Schedule.FindAsync(session.Scope, session.PublicId, Cancel))!;
        (row.RefusedFrames, row.ShedFrames).ShouldBe((3, 5));
    }

    private static async Task ReachAsync(ClinicOnDisk clinic, ClinicOnDisk.Planned session, SessionState state)
    {
        await clinic.Consents.GiveAsync(session.Id, ConsentText.Current, Cancel);
        if (state == SessionState.Waiting) return;
        await clinic.Course.BeginAsync(session.Id, null, Cancel);
        if (state == SessionState.Paused) await clinic.Course.PauseAsync(session.Id, 1, Cancel);
        if (state == SessionState.Reconnecting) await clinic.Course.LoseConnectionAsync(session.Id, 1, Cancel);
        if (state == SessionState.Withdrawn) await clinic.Course.WithdrawAsync(session.Id, 1, Cancel);
        if (state == SessionState.Ended) await clinic.Course.EndAsync(session.Id, 1, Cancel);
    }

    private static Task<SessionState> TakeAsync(ClinicOnDisk clinic, long id, string step) => step switch
    {
        "begin" => clinic.Course.BeginAsync(id, null, Cancel),
        "pause" => clinic.Course.PauseAsync(id, 2, Cancel),
        "resume" => clinic.Course.ResumeAsync(id, 2, Cancel),
        "hide" => clinic.Course.HideAsync(id, 2, Cancel),
        "show" => clinic.Course.ShowAsync(id, 2, Cancel),
        "lose" => clinic.Course.LoseConnectionAsync(id, 2, Cancel),
        "reconnect" => clinic.Course.ReconnectAsync(id, 2, Cancel),
        "baseline" => clinic.Course.BaselineStartedAsync(id, 2, Cancel),
        "end" => clinic.Course.EndAsync(id, 2, Cancel),
        "withdraw" => clinic.Course.WithdrawAsync(id, 2, Cancel),
        _ => throw new ArgumentOutOfRangeException(nameof(step), step, "not a step"),
    };
}
