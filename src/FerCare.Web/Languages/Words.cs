using System.Globalization;
using Microsoft.Extensions.Localization;

namespace FerCare.Web.Languages;

/// <summary>
/// The words on screen in the reader's language. The English words are the key; every feature keeps their translations beside its
/// pages, in a <c>Words.de.resx</c> of its own, and here they are one.
/// </summary>
public sealed class Words(IStringLocalizerFactory translations) : IStringLocalizer
{
    /// <summary>The folders that keep words of their own; a test says when one is missing here.</summary>
    public static IReadOnlyList<string> Features { get; } =
        ["Accounts", "Administration", "Analysis", "Capture", "Emergencies", "Imports", "Instruments", "Languages", "Live", "Patients", "ReadApi", "Reporting", "Reviews", "Sessions", "Shell", "Trends"];

    private readonly IStringLocalizer[] features = [.. Features.Select(f => translations.Create($"{f}.Words", typeof(Words).Assembly.GetName().Name!))];

    public LocalizedString this[string name] => Find(name);

    /// <inheritdoc/>
    /// <exception cref="FormatException">A translation asks for more values than the English words.</exception>
    public LocalizedString this[string name, params object[] arguments]
    {
        get
        {
            var words = Find(name);
            return new LocalizedString(name, string.Format(CultureInfo.CurrentCulture, words.Value, arguments), words.ResourceNotFound);
        }
    }

    public IEnumerable<LocalizedString> GetAllStrings(bool includeParentCultures) => features.SelectMany(f => f.GetAllStrings(includeParentCultures));

    private LocalizedString Find(string name) =>
        features.Select(f => f[name]).FirstOrDefault(w => !w.ResourceNotFound) ?? new LocalizedString(name, name, resourceNotFound: true);
}
