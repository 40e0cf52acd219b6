namespace FerCare.Clinic.Instruments;

/// <summary>The authors' own words of an instrument in one language.</summary>
/// <param name="InstrumentId">The instrument.</param>
/// <param name="Language">BCP 47: "en", "pt-BR".</param>
/// <param name="Version">The instrument's version; for a clinic's file with a fingerprint of that file behind a plus sign, so that a stored answer tells which words were read.</param>
/// <param name="Title">Title in that language.</param>
/// <param name="Instruction">What stands above the items, with the time they ask about; null where there is none.</param>
/// <param name="Items">In the instrument's order.</param>
/// <param name="Copyright">Who holds the rights, as the file says.</param>
/// <param name="File">Name of the clinic's file; null for words that ship.</param>
public sealed record InstrumentText(
    string InstrumentId, string Language, string Version, string Title, string? Instruction, IReadOnlyList<ItemText> Items, string Copyright, string? File)
{
    /// <summary>The words of one item.</summary>
    public ItemText Of(string itemId) => Items.First(i => i.Id == itemId);
}

/// <summary>The words of one item.</summary>
/// <param name="Answers">In ascending order of their values.</param>
public sealed record ItemText(string Id, string Text, IReadOnlyList<AnswerText> Answers);

/// <summary>One answer that can be chosen.</summary>
public sealed record AnswerText(int Value, string Text);
