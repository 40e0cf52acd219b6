using System.Collections.Concurrent;
using FerCare.Clinic;
using FerCare.Clinic.Sessions;
using FerCare.Clinic.Storage;
using FerCare.Web.Monitoring;
using FerCare.Web.Tests.Capture;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace FerCare.Web.Tests.Monitoring;

/// <summary>The sessions that the server holds, at the edges of their lives.</summary>
public sealed class LiveSessionsTests
{
    private static readonly TimeSpan Baseline = TimeSpan.FromSeconds(1);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_refused_in_the_last_moment_of_a_session_stands_in_its_record()
    {
        await using var app = await RunningApp.StartAsync();
        using var patient = await PatientSide.ReadyAsync(app);
        var sessions = app.Services.GetRequiredService<LiveSessions>();
        var monitor = (await sessions.ArriveAsync(patient.Session.Id, Line("page"), Baseline)).ShouldNotBeNull();
        (await sessions.BeginAsync(patient.Session.Id)).ShouldBeTrue();

        for (var i = 0; i < 3; i++) monitor.Refuse();
        await sessions.EndAsync(patient.Session.Id);

        await Eventually.HoldsAsync(async () => (await RowAsync(app, patient)).RefusedFrames == 3, "All three are counted.");
        (await RowAsync(app, patient)).State.ShouldBe(SessionState.Ended);
    }

    [Fact]
    public async Task A_session_that_ends_while_its_page_comes_back_does_not_keep_its_place()
    {
        await using var app = await RunningApp.StartAsync(builder => builder.Configuration["Monitoring:MostSessions"] = "1");
        using var first = await PatientSide.ReadyAsync(app);
        using var second = await PatientSide.ReadyAsync(app);
        var sessions = app.Services.GetRequiredService<LiveSessions>();
        await sessions.ArriveAsync(first.Session.Id, Line("first"), Baseline);
        var own = (await app.Services.GetRequiredService<SessionCourse>().OwnAsync(second.Session.Id, Cancel)).ShouldNotBeNull();
        sessions.AskForPlace(own).ShouldBeFalse("The first has the only place.");
        await sessions.WithdrawAsync(first.Session.Id);
        // Told between the look into the record and the session's turn: just then the patient withdraws in another tab.
        sessions.PlaceChanged += id => WithdrawMeanwhile(sessions, id);
        var told = new ConcurrentQueue<Dismissal>();

        var monitor = await Task.Run(() => sessions.ArriveAsync(second.Session.Id, new PatientLine("second", _ => { }, told.Enqueue), Baseline), Cancel);

        monitor.ShouldBeNull();
        told.AsEnumerable().ShouldBe([Dismissal.Withdrawn]);
        sessions.PlacesTaken.ShouldBe(0);
        (await RowAsync(app, second)).State.ShouldBe(SessionState.Withdrawn);
    }

    [Fact]
    public async Task A_session_under_way_whose_patient_s_name_is_damaged_does_not_keep_the_others_from_being_taken_up()
    {
        await using var app = await RunningApp.StartAsync();
        using var damaged = await UnderWayAsync(app);
        using var sound = await UnderWayAsync(app);
        await using (var connection = new SqliteConnection($"Data Source={app.Services.GetRequiredService<ClinicDatabase>().Path};Pooling=False"))
        {
            await connection.OpenAsync(Cancel);
            await using var damage = connection.CreateCommand();
            damage.CommandText = $"UPDATE patients SET DisplayName = zeroblob(60) WHERE Id = (SELECT PatientId FROM sessions WHERE Id = {damaged.Session.Id});";
            (await damage.ExecuteNonQueryAsync(Cancel)).ShouldBe(1);
        }

        using var rounds = new SessionRounds(app.Services.GetRequiredService<LiveSessions>(), app.Services.GetRequiredService<IDbContextFactory<ClinicContext>>(), TimeProvider.System);
        await rounds.StartAsync(Cancel);

        var feed = app.Services.GetRequiredService<SessionFeed>();
        await Eventually.HoldsAsync(() => feed.Latest(sound.Session.Id) is not null, "The sound session is taken up.");
        feed.Latest(damaged.Session.Id).ShouldBeNull();
        rounds.ExecuteTask.ShouldNotBeNull().IsFaulted.ShouldBeFalse();
        await rounds.StopAsync(Cancel);
    }

    [Fact]
    public async Task A_first_page_that_could_not_stay_has_the_same_grace_as_any_that_is_lost()
    {
        await using var app = await RunningApp.StartAsync(builder => builder.Configuration["Monitoring:ReconnectGraceSeconds"] = "1000000");
        using var patient = await UnderWayAsync(app);
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        var sessions = Apart(app, clock);
        await Should.ThrowAsync<IOException>(() => sessions.ArriveAsync(patient.Session.Id, new PatientLine("page", _ => throw new IOException(), _ => { }), Baseline));
        var seen = new ConcurrentQueue<SessionState>();
        using var watching = app.Services.GetRequiredService<SessionFeed>().Subscribe(patient.Session.Id, view => seen.Enqueue(view.State));

        using var rounds = Rounds(app, sessions, clock);
        await rounds.StartAsync(Cancel);
        await Eventually.HoldsAsync(() => Later(clock, TimeSpan.FromSeconds(0.5)) && seen.Count > 2, "The session is looked after.");

        seen.ShouldAllBe(state => state == SessionState.Live);
        (await RowAsync(app, patient)).State.ShouldBe(SessionState.Live);
        await rounds.StopAsync(Cancel);
    }

    [Fact]
    public async Task A_session_that_is_under_way_in_the_record_again_when_it_is_given_up_is_not_left_so_for_ever()
    {
        await using var app = await RunningApp.StartAsync();
        using var patient = await UnderWayAsync(app);
        var course = app.Services.GetRequiredService<SessionCourse>();
        await course.LoseConnectionAsync(patient.Session.Id, cancel: Cancel);
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        var sessions = Apart(app, clock);
        using var rounds = Rounds(app, sessions, clock);
        await rounds.StartAsync(Cancel);
        await Eventually.HoldsAsync(() => sessions.PlacesTaken == 1, "It is taken up.");
        await course.ReconnectAsync(patient.Session.Id, cancel: Cancel);

        await Eventually.HoldsAsync(async () => Later(clock, TimeSpan.FromMinutes(1)) && (await RowAsync(app, patient)).State == SessionState.Ended, "It ends in the record too.");

        await Eventually.HoldsAsync(() => sessions.PlacesTaken == 0, "It is let go then.");
        await rounds.StopAsync(Cancel);
    }

    private static PatientLine Line(string id) => new(id, _ => { }, _ => { });

    // On a thread of its own: whoever raises the event waits until everything is done.
    private static void WithdrawMeanwhile(LiveSessions sessions, long id) => Task.Run(() => sessions.WithdrawAsync(id), Cancel).GetAwaiter().GetResult();

    /// <summary>Sessions that nobody looks after but the test, on a clock of its own.</summary>
    private static LiveSessions Apart(RunningApp app, TimeProvider clock) => ActivatorUtilities.CreateInstance<LiveSessions>(app.Services, clock);

    private static SessionRounds Rounds(RunningApp app, LiveSessions sessions, TimeProvider clock) =>
        new(sessions, app.Services.GetRequiredService<IDbContextFactory<ClinicContext>>(), clock);

    private static bool Later(FakeTimeProvider clock, TimeSpan by)
    {
        clock.Advance(by);
        return true;
    }

    /// <summary>A session that an earlier process has left under way: nobody is connected.</summary>
    private static async Task<PatientSide> UnderWayAsync(RunningApp app)
    {
        var patient = await PatientSide.ReadyAsync(app);
        await app.Services.GetRequiredService<SessionCourse>().BeginAsync(patient.Session.Id, "none", Cancel);
        return patient;
    }

    private static async Task<SessionRow> RowAsync(RunningApp app, PatientSide patient) =>
        (await app.Services.GetRequiredService<SessionSchedule>().FindAsync(patient.Scope, patient.Session.PublicId, Cancel)).ShouldNotBeNull();
}
