using FerCare.Clinic.Sealing;
using FerCare.Web.Languages;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;

namespace FerCare.Web.Tests.Languages;

public sealed class SealedWordsTests
{
    private readonly IStringLocalizer words = new Words(
        new ServiceCollection().AddLogging().AddLocalization().BuildServiceProvider().GetRequiredService<IStringLocalizerFactory>());

    [Fact]
    public void What_nobody_can_read_is_told_in_the_readers_language()
    {
        Reading.In("de", () => words.Opened(PatientSeals.Unreadable)).ShouldBe("nicht lesbar: Schlüssel fehlt");
        Reading.In("en", () => words.Opened(PatientSeals.Unreadable)).ShouldBe(PatientSeals.Unreadable);
    }

    [Theory]
    [InlineData("Sample patient")]
    [InlineData("")]
    [InlineData(null)]
    public void What_somebody_wrote_stays_as_it_is(string? text) => Reading.In("de", () => words.Opened(text)).ShouldBe(text);
}
