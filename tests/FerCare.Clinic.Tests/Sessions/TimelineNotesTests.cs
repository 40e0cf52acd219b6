using FerCare.Clinic.Access;
using FerCare.Clinic.Sessions;
using Microsoft.EntityFrameworkCore;

namespace FerCare.Clinic.Tests.Sessions;

public sealed class TimelineNotesTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Markers_and_notes_stand_in_order_of_time_with_who_set_them_and_when()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var session = await clinic.LiveAsync();
        var notes = clinic.Get<TimelineNotes>();

        await notes.SetAsync(session.Scope, session.PublicId, 60_000, MarkerKind.Plain, "Talks about work.", Cancel);
        await notes.SetAsync(session.Scope, session.PublicId, 30_000, MarkerKind.Laughs, null, Cancel);

        var shown = await notes.ForSessionAsync(session.Scope, session.PublicId, Cancel);
        shown.Select(n => (n.TimeMs, n.Kind, n.Text)).ShouldBe([(30_000, MarkerKind.Laughs, null), (60_000, MarkerKind.Plain, "Talks about work.")]);
        shown.ShouldAllBe(n => n.IsOwn && n.By.Length > 0 && n.At == clinic.Clock.GetUtcNow());
    }

    [Fact]
    public async Task The_words_of_a_note_are_not_in_the_database_as_they_were_written()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var session = await clinic.LiveAsync();
        await clinic.Get<TimelineNotes>().SetAsync(session.Scope, session.PublicId, 0, MarkerKind.Plain, "canary words", Cancel);

        await using var context = await clinic.ContextAsync();
        var stored = await context.TimelineNotes.SingleAsync(Cancel);
        System.Text.Encoding.UTF8.GetString(stored.Text!.Bytes).ShouldNotContain("canary");
    }

    [Fact]
    public async Task A_colleague_of_the_team_reads_a_note_and_cannot_take_it_away()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var session = await clinic.LiveAsync();
        var notes = clinic.Get<TimelineNotes>();
        await notes.SetAsync(session.Scope, session.PublicId, 0, MarkerKind.Tearful, null, Cancel);
        var (colleague, _) = await clinic.ClinicianAsync("South");
        var team = (await clinic.Patients.TeamsAsync(session.Scope, Cancel)).Single().Id;
        await clinic.Get<CareTeams>().JoinAsync(team, colleague.StaffId, null, Cancel);
        var note = (await notes.ForSessionAsync(colleague, session.PublicId, Cancel)).ShouldHaveSingleItem();

        note.IsOwn.ShouldBeFalse();
        await notes.RemoveAsync(colleague, session.PublicId, note.Id, Cancel);
        (await notes.ForSessionAsync(session.Scope, session.PublicId, Cancel)).Count.ShouldBe(1);
        await notes.RemoveAsync(session.Scope, session.PublicId, note.Id, Cancel);
        (await notes.ForSessionAsync(session.Scope, session.PublicId, Cancel)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(-1, 0)]
    [InlineData(0, 10)]
    public async Task A_moment_before_the_session_and_an_unknown_kind_are_refused(long timeMs, int kind)
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var session = await clinic.LiveAsync();
        await Should.ThrowAsync<ArgumentOutOfRangeException>(clinic.Get<TimelineNotes>().SetAsync(session.Scope, session.PublicId, timeMs, (MarkerKind)kind, null, Cancel));
    }
}
