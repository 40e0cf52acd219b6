using FerCare.Affect.Timeline;
using FerCare.Clinic.Sessions;

namespace FerCare.Clinic.Tests.Sessions;

public sealed class SessionGapsTests
{
    [Fact]
    public void A_pause_lasts_until_the_patient_goes_on() =>
        Gaps((10, SessionEventKind.Paused), (30, SessionEventKind.Resumed)).ShouldBe([new(10, 30)]);

    [Fact]
    public void A_hidden_page_lasts_until_it_is_shown() =>
        Gaps((10, SessionEventKind.Hidden), (30, SessionEventKind.Shown)).ShouldBe([new(10, 30)]);

    [Fact]
    public void A_lost_connection_lasts_until_it_is_back() =>
        Gaps((10, SessionEventKind.ConnectionLost), (30, SessionEventKind.Reconnected)).ShouldBe([new(10, 30)]);

    [Fact]
    public void A_reading_that_stopped_lasts_until_it_goes_on() =>
        Gaps((10, SessionEventKind.ReadingStopped), (30, SessionEventKind.ReadingResumed)).ShouldBe([new(10, 30)]);

    [Fact]
    public void What_nothing_closes_lasts_to_the_end() =>
        Gaps((40, SessionEventKind.ConnectionLost), (100, SessionEventKind.Ended)).ShouldBe([new(40, 100)]);

    [Fact]
    public void Overlapping_gaps_are_one() =>
        Gaps((10, SessionEventKind.Hidden), (20, SessionEventKind.ConnectionLost), (50, SessionEventKind.Reconnected), (60, SessionEventKind.Paused), (70, SessionEventKind.Resumed))
            .ShouldBe([new(10, 50), new(60, 70)]);

    [Fact]
    public void A_page_closed_while_hidden_counts_as_shown_again_when_it_reconnects() =>
        Gaps((10, SessionEventKind.Hidden), (20, SessionEventKind.ConnectionLost), (30, SessionEventKind.Reconnected)).ShouldBe([new(10, 30)]);

    [Fact]
    public void A_session_without_interruptions_has_none() =>
        Gaps((0, SessionEventKind.Started), (5, SessionEventKind.BaselineStarted), (35, SessionEventKind.BaselineEnded), (100, SessionEventKind.Ended)).ShouldBeEmpty();

    private static IReadOnlyList<TimeSpanMs> Gaps(params (long TimeMs, SessionEventKind Kind)[] events) =>
        SessionGaps.From(events.Select(e => new SessionEventRow(e.TimeMs, DateTimeOffset.UnixEpoch, e.Kind)), 100);
}
