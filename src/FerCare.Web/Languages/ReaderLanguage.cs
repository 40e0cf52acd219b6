using System.Globalization;

namespace FerCare.Web.Languages;

/// <summary>
/// The language and the formats of whoever reads a page. What the server does by itself has neither, so a page that is drawn anew because
/// of it takes its reader's along.
/// </summary>
public sealed record ReaderLanguage(CultureInfo Formats, CultureInfo Words)
{
    /// <summary>Those of the page that asks now.</summary>
    public static ReaderLanguage Current => new(CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture);

    /// <summary>Runs a step, and what it sets going, in this language; the thread has its own again afterwards.</summary>
    public void Run(Action step)
    {
        var before = Current;
        (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (Formats, Words);
        try
        {
            step();
        }
        finally
        {
            (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (before.Formats, before.Words);
        }
    }
}
