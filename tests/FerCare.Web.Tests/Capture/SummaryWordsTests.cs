using FerCare.Clinic.Sessions;
using FerCare.Web.Capture;
using FerCare.Web.Languages;
using FerCare.Web.Tests.Languages;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;

namespace FerCare.Web.Tests.Capture;

public sealed class SummaryWordsTests
{
    private static readonly IStringLocalizer words = new Words(
        new ServiceCollection().AddLogging().AddLocalization().BuildServiceProvider().GetRequiredService<IStringLocalizerFactory>());

    [Theory]
    [InlineData(1, "1 second")]
    [InlineData(89, "1 minute and 29 seconds")]
    [InlineData(90, "1 minute and 30 seconds")]
    [InlineData(120, "2 minutes")]
    [InlineData(754, "13 minutes")]
    public void A_length_is_told_to_the_second_under_ten_minutes(int seconds, string said) =>
        Reading.In("en", () => SummaryWords.Length(TimeSpan.FromSeconds(seconds), words)).ShouldBe(said);

    [Theory]
    [InlineData(0, 0, "no pauses")]
    [InlineData(1, 0.4, "1, shorter than a second")]
    [InlineData(2, 75, "2, together 1 minute and 15 seconds")]
    public void A_pause_that_is_over_at_once_is_not_told_as_one_of_no_time(int pauses, double seconds, string said) =>
        Reading.In("en", () => SummaryWords.Pauses(new OwnSummary(TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(4), pauses, TimeSpan.FromSeconds(seconds), null), words)).ShouldBe(said);
}
