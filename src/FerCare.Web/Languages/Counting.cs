using Microsoft.Extensions.Localization;

namespace FerCare.Web.Languages;

/// <summary>Words that depend on a number: English and German both have one form for one and another for all else.</summary>
public static class Counting
{
    /// <param name="one">For exactly one, with <c>{0}</c> where the number stands: "{0} session".</param>
    /// <param name="many">For any other number: "{0} sessions".</param>
    public static LocalizedString Count(this IStringLocalizer words, int number, string one, string many) => words[number == 1 ? one : many, number];
}
