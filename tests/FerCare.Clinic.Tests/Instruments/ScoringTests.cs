using CsCheck;
using FerCare.Clinic.Instruments;

namespace FerCare.Clinic.Tests.Instruments;

public sealed class ScoringTests
{
    public static TheoryData<string> Ids => ["phq-9", "gad-7", "pss-10", "pss-4"];

    [Theory]
    [InlineData("phq-9", 9, 27)]
    [InlineData("gad-7", 7, 21)]
    [InlineData("pss-10", 10, 40)]
    [InlineData("pss-4", 4, 16)]
    public void An_instrument_has_its_items_and_its_highest_score(string id, int items, int highest)
    {
        var instrument = Library.Instrument(id);
        instrument.Items.Count.ShouldBe(items);
        (instrument.Lowest, instrument.Highest).ShouldBe((0, highest));
    }

    [Theory]
    [InlineData("phq-9", 0, "minimal")]
    [InlineData("phq-9", 4, "minimal")]
    [InlineData("phq-9", 5, "mild")]
    [InlineData("phq-9", 9, "mild")]
    [InlineData("phq-9", 10, "moderate")]
    [InlineData("phq-9", 14, "moderate")]
    [InlineData("phq-9", 15, "moderately severe")]
    [InlineData("phq-9", 19, "moderately severe")]
    [InlineData("phq-9", 20, "severe")]
    [InlineData("phq-9", 27, "severe")]
    [InlineData("gad-7", 4, "minimal")]
    [InlineData("gad-7", 5, "mild")]
    [InlineData("gad-7", 10, "moderate")]
    [InlineData("gad-7", 15, "severe")]
    [InlineData("pss-10", 13, "low")]
    [InlineData("pss-10", 14, "moderate")]
    [InlineData("pss-10", 27, "high")]
    [InlineData("pss-4", 16, null)]
    public void A_total_lies_in_the_band_that_was_published_for_it(string id, int total, string? band) => (Library.Instrument(id).BandOf(total)?.Label).ShouldBe(band);

    [Fact]
    public void Only_the_bands_of_the_stress_scale_are_called_a_convention() =>
        Library.Shipped.Instruments.Where(i => i.BandsAreConvention).Select(i => i.Id).ShouldBe(["pss-10"]);

    [Theory]
    [InlineData("pss-10", "4 5 7 8")]
    [InlineData("pss-4", "2 3")]
    [InlineData("phq-9", "")]
    [InlineData("gad-7", "")]
    public void These_items_and_no_others_are_scored_in_reverse(string id, string reversed) =>
        string.Join(' ', Library.Instrument(id).Items.Where(i => i.Reversed).Select(i => i.Id)).ShouldBe(reversed);

    [Fact]
    public void A_stress_scale_answered_never_throughout_scores_what_its_reversed_items_give()
    {
        Library.Instrument("pss-10").Score(Library.Answers("pss-10", _ => 0))!.Total.ShouldBe(16);
        Library.Instrument("pss-4").Score(Library.Answers("pss-4", _ => 0))!.Total.ShouldBe(8);
    }

    [Theory, MemberData(nameof(Ids))]
    public void A_score_is_the_sum_of_the_items_points_and_within_its_range(string id)
    {
        var instrument = Library.Instrument(id);
        Gen.Int[0, instrument.Items[0].Highest].Array[instrument.Items.Count].Sample(values =>
        {
            var answers = instrument.Items.Zip(values).ToDictionary(pair => pair.First.Id, pair => pair.Second);
            var score = instrument.Score(answers)!;
            score.Total.ShouldBe(instrument.Items.Sum(i => i.Reversed ? i.Highest - answers[i.Id] : answers[i.Id]));
            score.Total.ShouldBeInRange(instrument.Lowest, instrument.Highest);
            score.Band.ShouldBe(instrument.Bands.SingleOrDefault(b => b.From <= score.Total && score.Total <= b.To)?.Label);
        });
    }

    [Theory, MemberData(nameof(Ids))]
    public void One_step_up_in_one_item_moves_the_score_by_one_and_down_where_the_item_is_reversed(string id)
    {
        var instrument = Library.Instrument(id);
        Gen.Select(Gen.Int[0, instrument.Items[0].Highest - 1].Array[instrument.Items.Count], Gen.Int[0, instrument.Items.Count - 1]).Sample((values, which) =>
        {
            var answers = instrument.Items.Zip(values).ToDictionary(pair => pair.First.Id, pair => pair.Second);
            var before = instrument.Score(answers)!.Total;
            answers[instrument.Items[which].Id]++;
            (instrument.Score(answers)!.Total - before).ShouldBe(instrument.Items[which].Reversed ? -1 : 1);
        });
    }

    [Theory, MemberData(nameof(Ids))]
    public void A_form_with_any_item_missing_has_no_score(string id)
    {
        var instrument = Library.Instrument(id);
        Gen.Int[1, (1 << instrument.Items.Count) - 1].Sample(missing =>
            instrument.Score(instrument.Items.Where((_, at) => (missing & 1 << at) == 0).ToDictionary(i => i.Id, _ => 1)).ShouldBeNull());
    }

    [Theory, MemberData(nameof(Ids))]
    public void A_value_out_of_range_is_refused_with_the_items_name(string id)
    {
        var instrument = Library.Instrument(id);
        Gen.Select(Gen.Int[0, instrument.Items.Count - 1], Gen.OneOf(Gen.Int[-50, -1], Gen.Int[5, 50])).Sample((which, value) =>
        {
            var answers = instrument.Items.ToDictionary(i => i.Id, _ => 0);
            answers[instrument.Items[which].Id] = value;
            Should.Throw<AnswerRefusedException>(() => instrument.Score(answers)).Message
                .ShouldBe($"{instrument.ShortTitle}, item {instrument.Items[which].Id}: expected 0 to {instrument.Items[which].Highest}, found {value}.");
        });
    }

    [Fact]
    public void An_answer_to_an_item_that_does_not_exist_is_refused() =>
        Should.Throw<AnswerRefusedException>(() => Library.Instrument("phq-9").Checked("10", 0)).Item.ShouldBe("10");

    [Fact]
    public void Only_item_nine_of_the_PHQ_9_raises_an_alert_and_does_so_from_one_on()
    {
        Library.Shipped.Instruments.SelectMany(i => i.Items.Where(item => item.AlertFrom is not null).Select(item => (i.Id, item.Id))).ShouldBe([("phq-9", "9")]);
        var nine = Library.Instrument("phq-9").Items[8];
        nine.Values.Select(nine.Alerts).ShouldBe([false, true, true, true]);
    }

    [Fact]
    public void Bands_with_a_hole_are_refused() => Should.Throw<ArgumentException>(() => new Instrument("x", "X", "urn:x", "1",
        [new InstrumentItem("1", null, [0, 1, 2, 3])], [new ScoreBand(0, 1, "low"), new ScoreBand(3, 3, "high")])).Message.ShouldContain("expected a band from 2, found 3 to 3");
}
