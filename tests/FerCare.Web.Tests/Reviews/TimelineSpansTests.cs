using FerCare.Affect;
using FerCare.Affect.Timeline;
using FerCare.Clinic.Sessions;
using FerCare.Web.Reviews;

namespace FerCare.Web.Tests.Reviews;

public sealed class TimelineSpansTests
{
    [Theory]
    [InlineData(0.5, 0, QualityIssue.Blurred, PictureQuality.Usable)]
    [InlineData(0.49, 0, QualityIssue.Blurred, PictureQuality.Low)]
    [InlineData(0.1, 0, QualityIssue.NoFace, PictureQuality.NoFace)]
    [InlineData(0, 1, QualityIssue.None, PictureQuality.Gap)]
    [InlineData(0, 0, QualityIssue.None, PictureQuality.Gap)]
    [InlineData(0.35, 0.4, QualityIssue.None, PictureQuality.Usable)]
    public void A_part_is_judged_by_the_time_that_was_observed(double valid, double gap, QualityIssue leading, PictureQuality picture) =>
        new EmotionBin(new(0, 1_000), null, valid, gap, leading).Picture().ShouldBe(picture);

    [Fact]
    public void Neighbours_of_one_quality_are_one_stretch()
    {
        EmotionBin[] bins = [Bin(0, 1), Bin(1, 1), Bin(2, 0, QualityIssue.NoFace), Bin(3, 1)];

        TimelineSpans.Pictures(bins).ShouldBe(
            [(new(0, 2_000), PictureQuality.Usable), (new(2_000, 3_000), PictureQuality.NoFace), (new(3_000, 4_000), PictureQuality.Usable)]);
    }

    [Fact]
    public void What_the_patient_did_leaves_no_hole_and_marks_after_the_end_count_nowhere()
    {
        ContextMarkRow[] marks = [new(1, 10_000, SessionContext.Reading), new(2, 20_000, SessionContext.Reading), new(3, 30_000, SessionContext.Rest), new(4, 99_000, SessionContext.Reading)];

        TimelineSpans.Contexts(SessionContext.Conversation, marks, 60_000).ShouldBe(
            [new(SessionContext.Conversation, new(0, 10_000)), new(SessionContext.Reading, new(10_000, 30_000)), new(SessionContext.Rest, new(30_000, 60_000))]);
    }

    [Fact]
    public void A_mark_at_the_very_beginning_takes_the_place_of_what_was_planned() =>
        TimelineSpans.Contexts(SessionContext.Conversation, [new(1, 0, SessionContext.Rest)], 60_000).ShouldBe([new(SessionContext.Rest, new(0, 60_000))]);

    private static EmotionBin Bin(int second, double valid, QualityIssue leading = QualityIssue.None) => new(new(second * 1_000, (second + 1) * 1_000), null, valid, 0, leading);
}
