using System.Diagnostics.CodeAnalysis;
using FerCare.Clinic.Sealing;
using Microsoft.Extensions.Localization;

namespace FerCare.Web.Languages;

/// <summary>
/// Names, notes and reasons that are sealed for a patient, as a page shows them. Where the key is missing the clinic puts
/// <see cref="PatientSeals.Unreadable"/> in their place, which is English, as exports are.
/// </summary>
public static class SealedWords
{
    /// <summary>The text as it was written; where nobody can read it, that, in the reader's language. Null stays null.</summary>
    [return: NotNullIfNotNull(nameof(text))]
    public static string? Opened(this IStringLocalizer words, string? text) => text == PatientSeals.Unreadable ? words["cannot be read: key missing"].Value : text;
}
