using System.Globalization;
using FerCare.Affect.Timeline;
using FerCare.Clinic.Sessions;
using FerCare.Clinic.Storage;
using FerCare.Web.Languages;
using FerCare.Web.Reviews;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;

namespace FerCare.Web.Tests.Languages;

public sealed class GermanTimelineTests
{
    [Fact]
    public void A_chart_speaks_the_reader_s_language()
    {
        IStringLocalizer words = new Words(new ServiceCollection().AddLogging().AddLocalization().BuildServiceProvider().GetRequiredService<IStringLocalizerFactory>());
        var before = (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture);
        (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (new("de"), new("de"));
        try
        {
            var series = new SyntheticSession { Seconds = 60, FramesPerSecond = 5, EmotionsPerSecond = 2, BaselineSeconds = 0 }.Build();
            var figures = TimelineFigures.Of(new SessionTier(10_000, EmotionBins.OfWidth(series, 10_000)), words);
            var frame = TimelineFrame.Of(60_000, 0, [], null, [new ContextSpan(SessionContext.Reading, new(0, 60_000))], [], words);

            figures.Expressions.Select(e => e.Name).ShouldBe(["Neutral", "Freude", "Überraschung", "Trauer", "Ekel", "Angst", "Ärger"]);
            figures.Expressions.Select(e => e.Key).ShouldContain("happy");
            figures.Valence.Count.ShouldBe(6);
            frame.Words["valence"].ShouldBe("Valenz");
            frame.Words["to"].ShouldBe("{0} bis {1}");
            frame.PictureNames.ShouldBe(["Verwertbar", "Geringe Qualität", "Kein Gesicht", "Lücke"]);
            words.Within(SessionContext.Reading).ShouldBe("Lesen");
        }
        finally
        {
            (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = before;
        }
    }
}
