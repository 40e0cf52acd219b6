using System.Globalization;
using FerCare.Web.Languages;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;

namespace FerCare.Web.Tests.Languages;

public sealed class WordsTests
{
    private readonly IStringLocalizer words = new Words(
        new ServiceCollection().AddLogging().AddLocalization().BuildServiceProvider().GetRequiredService<IStringLocalizerFactory>());

    [Theory]
    [InlineData("Language", "Sprache")]
    [InlineData("Not a diagnosis. Not certified as a medical device.", "Keine Diagnose. Nicht als Medizinprodukt zertifiziert.")]
    public void Words_of_any_feature_are_found_in_German(string english, string german) =>
        Reading.In("de", () => words[english]).Value.ShouldBe(german);

    [Fact]
    public void Words_without_a_translation_stay_English_and_say_so()
    {
        var untranslated = Reading.In("de", () => words["A sentence nobody wrote {0}", 2]);

        untranslated.Value.ShouldBe("A sentence nobody wrote 2");
        untranslated.ResourceNotFound.ShouldBeTrue();
    }

    [Theory]
    [InlineData(0, "0 sessions")]
    [InlineData(1, "1 session")]
    [InlineData(2, "2 sessions")]
    public void One_is_counted_differently(int number, string text) =>
        Reading.In("en", () => words.Count(number, "{0} session", "{0} sessions")).Value.ShouldBe(text);

    [Fact]
    public void Numbers_are_written_as_in_the_reader_s_language() =>
        Reading.In("de", () => words["{0:0.0} s", 1.5]).Value.ShouldBe("1,5 s");

    [Fact]
    public void Every_feature_that_keeps_words_is_asked_for_them()
    {
        var names = typeof(Words).Assembly.GetSatelliteAssembly(new CultureInfo("de")).GetManifestResourceNames();

        names.ShouldNotBeEmpty();
        names.Select(n => n.Split('.')[^4]).Except(Words.Features).ShouldBeEmpty();
    }
}
