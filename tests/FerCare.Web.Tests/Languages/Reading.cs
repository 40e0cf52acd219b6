using System.Globalization;

namespace FerCare.Web.Tests.Languages;

/// <summary>What somebody sees who reads a language, as a request of theirs sets it.</summary>
internal static class Reading
{
    public static T In<T>(string language, Func<T> look)
    {
        var before = (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture);
        (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (new(language), new(language));
        try
        {
            return look();
        }
        finally
        {
            (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = before;
        }
    }
}
