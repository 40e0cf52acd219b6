using FerCare.Affect;
using FerCare.Clinic.Sessions;
using FerCare.Web.Monitoring;
using Microsoft.Extensions.Logging.Abstractions;

namespace FerCare.Web.Tests.Monitoring;

public sealed class LiveFiguresTests
{
    private static readonly EmotionProbabilities Calm = new(0, 0, 0, 0.1f, 0, 0, 0.9f);

    [Fact]
    public void A_second_without_a_face_is_a_hole_in_the_last_minute()
    {
        var minute = new LastMinute();
        minute.Take(500, Calm);
        minute.Take(2500, Calm);

        minute.UpTo(3100).Select(p => p.Emotions is null).ShouldBe([false, true, false, true]);
    }

    [Fact]
    public void The_last_minute_forgets_what_is_older()
    {
        var minute = new LastMinute();
        minute.Take(500, Calm);

        var points = minute.UpTo(75_000);

        points.Count.ShouldBe(60);
        points[0].TimeMs.ShouldBe(16_000);
        points.ShouldAllBe(p => p.Emotions == null);
    }

    [Theory]
    [InlineData(15)]
    [InlineData(25)]
    [InlineData(30)]
    public void The_frame_rate_is_measured(int perSecond)
    {
        var rate = new FrameRate();
        for (var i = 0; i <= 3 * perSecond; i++) rate.Count(i * 1000.0 / perSecond);

        rate.At(3000).ShouldBe(perSecond, 1);
        rate.At(9000).ShouldBe(0);
    }

    [Fact]
    public void A_page_that_fails_keeps_no_other_from_its_view_and_one_that_left_gets_none()
    {
        var feed = new SessionFeed(NullLogger<SessionFeed>.Instance);
        var seen = 0;
        using var failing = feed.Subscribe(1, _ => throw new InvalidOperationException());
        using var watching = feed.Subscribe(1, _ => seen++);
        feed.Subscribe(1, _ => seen += 100).Dispose();

        feed.Publish(View(SessionState.Live));
        feed.Live.ShouldHaveSingleItem();
        feed.Publish(View(SessionState.Ended));

        seen.ShouldBe(2);
        feed.Latest(1).ShouldBeNull();
    }

    private static LiveView View(SessionState state) => new(1, state, DateTimeOffset.UnixEpoch, 0, null, null, QualityIssue.None, 0, 0, 0, []);
}
