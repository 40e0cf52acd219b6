using FerCare.Clinic.Access;
using FerCare.Clinic.Sessions;

namespace FerCare.Clinic.Tests.Sessions;

public sealed class ContextMarksTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Marks_stand_in_order_of_time_and_a_second_one_at_the_same_moment_replaces_the_first()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var session = await clinic.LiveAsync();
        var marks = clinic.Get<ContextMarks>();

        await marks.SetAsync(session.Scope, session.PublicId, 60_000, SessionContext.Reading, Cancel);
        await marks.SetAsync(session.Scope, session.PublicId, 30_000, SessionContext.Conversation, Cancel);
        await marks.SetAsync(session.Scope, session.PublicId, 30_000, SessionContext.Rest, Cancel);

        (await marks.ForSessionAsync(session.Scope, session.PublicId, Cancel)).Select(m => (m.TimeMs, m.Context))
            .ShouldBe([(30_000, SessionContext.Rest), (60_000, SessionContext.Reading)]);
    }

    [Fact]
    public async Task A_mark_can_be_taken_away()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var session = await clinic.LiveAsync();
        var marks = clinic.Get<ContextMarks>();
        await marks.SetAsync(session.Scope, session.PublicId, 60_000, SessionContext.Reading, Cancel);
        var mark = (await marks.ForSessionAsync(session.Scope, session.PublicId, Cancel)).Single();

        await marks.RemoveAsync(session.Scope, session.PublicId, mark.Id, Cancel);
        await marks.RemoveAsync(session.Scope, session.PublicId, mark.Id, Cancel);

        (await marks.ForSessionAsync(session.Scope, session.PublicId, Cancel)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Another_team_sees_no_marks_and_sets_none()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var session = await clinic.LiveAsync();
        await clinic.Get<ContextMarks>().SetAsync(session.Scope, session.PublicId, 60_000, SessionContext.Reading, Cancel);
        var (stranger, _) = await clinic.ClinicianAsync("South");

        (await clinic.Get<ContextMarks>().ForSessionAsync(stranger, session.PublicId, Cancel)).ShouldBeEmpty();
        await Should.ThrowAsync<OutsideCareTeamException>(() => clinic.Get<ContextMarks>().SetAsync(stranger, session.PublicId, 0, SessionContext.Rest, Cancel));
    }
}
