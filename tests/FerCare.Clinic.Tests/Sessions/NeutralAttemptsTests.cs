using FerCare.Affect.Timeline;
using FerCare.Clinic.Sessions;

namespace FerCare.Clinic.Tests.Sessions;

public sealed class NeutralAttemptsTests
{
    [Fact]
    public void An_attempt_lasts_to_its_end() =>
        Attempts((5, SessionEventKind.BaselineStarted), (35, SessionEventKind.BaselineEnded), (100, SessionEventKind.Ended)).ShouldBe([new(5, 35)]);

    [Theory]
    [InlineData(SessionEventKind.Paused)]
    [InlineData(SessionEventKind.Hidden)]
    [InlineData(SessionEventKind.ConnectionLost)]
    public void An_attempt_that_a_gap_breaks_off_counts_beside_the_one_that_came_to_its_end(SessionEventKind gap) =>
        Attempts((5, SessionEventKind.BaselineStarted), (20, gap), (50, SessionEventKind.BaselineStarted), (80, SessionEventKind.BaselineEnded)).ShouldBe([new(5, 20), new(50, 80)]);

    [Fact]
    public void An_attempt_lasts_until_the_next_one_where_the_page_was_loaded_anew() =>
        Attempts((5, SessionEventKind.BaselineStarted), (20, SessionEventKind.BaselineStarted), (50, SessionEventKind.BaselineEnded)).ShouldBe([new(5, 50)]);

    [Fact]
    public void A_fault_of_the_server_breaks_no_attempt_off() =>
        Attempts((5, SessionEventKind.BaselineStarted), (10, SessionEventKind.ReadingStopped), (15, SessionEventKind.ReadingResumed), (35, SessionEventKind.BaselineEnded)).ShouldBe([new(5, 35)]);

    [Fact]
    public void An_attempt_in_which_the_session_ends_lasts_to_that_end() =>
        Attempts((5, SessionEventKind.BaselineStarted), (20, SessionEventKind.Ended)).ShouldBe([new(5, 20)]);

    [Fact]
    public void An_attempt_that_still_goes_on_has_no_end() =>
        Attempts((5, SessionEventKind.BaselineStarted)).ShouldBe([new(5, SessionSeries.LongestMs)]);

    [Fact]
    public void A_connection_that_was_lost_before_the_attempt_was_asked_for_leaves_nothing_of_it() =>
        Attempts((20, SessionEventKind.BaselineStarted), (18, SessionEventKind.ConnectionLost)).ShouldBeEmpty();

    [Fact]
    public void The_neutral_part_of_an_imported_recording_counts_without_events() =>
        NeutralAttempts.From([], new TimeSpanMs(0, 30_000)).ShouldBe([new(0, 30_000)]);

    private static IReadOnlyList<TimeSpanMs> Attempts(params (long TimeMs, SessionEventKind Kind)[] events) =>
        NeutralAttempts.From(events.Select(e => new SessionEventRow(e.TimeMs, DateTimeOffset.UnixEpoch, e.Kind)), null);
}
