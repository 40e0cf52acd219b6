using Microsoft.Extensions.Localization;

namespace FerCare.Web.Tests.Languages;

/// <summary>A language that does not exist: every word that is looked up stands in brackets, so that what was never looked up shows.</summary>
internal sealed class Bracketed(IStringLocalizer words) : IStringLocalizer
{
    public const char Open = '⟦', Close = '⟧';

    public LocalizedString this[string name] => Within(words[name]);

    public LocalizedString this[string name, params object[] arguments] => Within(words[name, arguments]);

    public IEnumerable<LocalizedString> GetAllStrings(bool includeParentCultures) => words.GetAllStrings(includeParentCultures).Select(Within);

    private static LocalizedString Within(LocalizedString word) => new(word.Name, $"{Open}{word.Value}{Close}", word.ResourceNotFound);
}
