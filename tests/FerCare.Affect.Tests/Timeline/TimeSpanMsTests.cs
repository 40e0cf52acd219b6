using System.Text.Json;
using CsCheck;
using FerCare.Affect.Timeline;

namespace FerCare.Affect.Tests.Timeline;

public sealed class TimeSpanMsTests
{
    private static readonly Gen<TimeSpanMs> spans = Gen.Select(Gen.Long[0, 1000], Gen.Long[0, 300], (from, length) => new TimeSpanMs(from, from + length));

    [Fact]
    public void A_span_that_ends_before_it_starts_is_refused() =>
        Should.Throw<ArgumentException>(() => new TimeSpanMs(10, 9)).Message.ShouldContain("10 ms");

    [Fact]
    public void Merged_spans_cover_the_same_moments_once() => spans.Array[0, 12].Sample(given =>
    {
        var merged = TimeSpanMs.Merge(given);
        for (var t = 0L; t < 1300; t += 7) merged.Count(s => s.Contains(t)).ShouldBe(given.Any(s => s.Contains(t)) ? 1 : 0);
    }, iter: 200);

    [Fact]
    public void What_is_left_of_a_span_covers_its_moments_that_no_other_covers() => Gen.Select(spans, spans.Array[0, 8]).Sample((span, others) =>
    {
        var left = span.Without(others);
        left.ShouldAllBe(s => s.DurationMs > 0);
        for (var t = 0L; t < 1300; t += 7) left.Count(s => s.Contains(t)).ShouldBe(span.Contains(t) && !others.Any(s => s.Contains(t)) ? 1 : 0);
    }, iter: 200);

    [Fact]
    public void Overlap_does_not_depend_on_the_order() => Gen.Select(spans, spans).Sample((a, b) => a.OverlapMs(b) == b.OverlapMs(a));

    [Fact]
    public void A_span_survives_a_trip_through_JSON() =>
        JsonSerializer.Deserialize<TimeSpanMs>(JsonSerializer.Serialize(new TimeSpanMs(3, 9))).ShouldBe(new TimeSpanMs(3, 9));
}
