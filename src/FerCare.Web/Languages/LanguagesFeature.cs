using Microsoft.AspNetCore.Localization;
using Microsoft.Extensions.Localization;

[assembly: RootNamespace("FerCare.Web")]

namespace FerCare.Web.Languages;

/// <summary>Which languages there are and which one a reader gets: the one chosen on the page, else the first of the browser's that is there.</summary>
public static class LanguagesFeature
{
    /// <summary>The cookie in which the page's script keeps the choice.</summary>
    public const string Cookie = "language";

    /// <summary>
    /// Code and own name of every language that is offered, the first is the one of whoever asks for none. A language is offered when
    /// all of its words are there: a page in two languages helps nobody.
    /// </summary>
    public static IReadOnlyList<(string Code, string Name)> Languages { get; } = [("en", "English"), ("de", "Deutsch")];

    /// <summary>What a language is called in the reader's own; its code where it is none that is offered.</summary>
    public static string NameOf(string code, IStringLocalizer words) => code switch
    {
        "en" => words["English"],
        "de" => words["German"],
        _ => code,
    };

    public static void AddLanguages(this WebApplicationBuilder builder)
    {
        string[] codes = [.. Languages.Select(l => l.Code)];
        builder.Services.AddLocalization();
        builder.Services.AddSingleton<IStringLocalizer, Words>();
        builder.Services.Configure<RequestLocalizationOptions>(options =>
        {
            options.SetDefaultCulture(codes[0]).AddSupportedCultures(codes).AddSupportedUICultures(codes);
            options.RequestCultureProviders = [new CookieRequestCultureProvider { CookieName = Cookie }, new AcceptLanguageHeaderRequestCultureProvider()];
            options.ApplyCurrentCultureToResponseHeaders = true;
        });
    }
}
