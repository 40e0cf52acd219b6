using FerCare.Affect.Indicators;
using FerCare.Affect.Signals;
using FerCare.Clinic.Findings;
using FerCare.Clinic.Sessions;
using FerCare.Web.Languages;
using FerCare.Web.Reviews;
using FerCare.Web.Tests.Languages;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;

namespace FerCare.Web.Tests.Reviews;

/// <summary>Whatever may stand in a record has a name: a page must not fail over a kind that its author did not think of.</summary>
public sealed class ReviewWordsTests
{
    private readonly IStringLocalizer words = new Words(
        new ServiceCollection().AddLogging().AddLocalization().BuildServiceProvider().GetRequiredService<IStringLocalizerFactory>());

    [Theory]
    [InlineData("en")]
    [InlineData("de")]
    public void Every_kind_has_a_name_of_its_own(string language) => Reading.In(language, () =>
    {
        Named<SessionEventKind>(words.Name);
        Named<MarkerKind>(words.Name);
        Named<SignalKind>(words.Name);
        Named<FindingStatus>(words.Name);
        Named<IndicatorKind>(words.Name);
        return true;
    });

    private static void Named<TKind>(Func<TKind, string> name) where TKind : struct, Enum
    {
        var names = Enum.GetValues<TKind>().Select(name).ToArray();
        names.ShouldAllBe(n => n.Length > 0);
        names.ShouldBeUnique();
    }
}
