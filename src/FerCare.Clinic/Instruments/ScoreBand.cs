namespace FerCare.Clinic.Instruments;

/// <summary>A range of scores with the name it bears in the literature.</summary>
/// <param name="From">Lowest score of the band.</param>
/// <param name="To">Highest score of the band.</param>
/// <param name="Label">"mild", "moderately severe".</param>
public sealed record ScoreBand(int From, int To, string Label);

/// <summary>The score of a complete form.</summary>
/// <param name="Total">Sum of the items' points.</param>
/// <param name="Highest">The highest total the instrument can give.</param>
/// <param name="Band">The band the total lies in; null where the instrument has none.</param>
public sealed record FormScore(int Total, int Highest, string? Band);

/// <summary>An answer that the instrument does not know.</summary>
public sealed class AnswerRefusedException(string instrument, string item, string expected, string found)
    : Exception($"{instrument}, item {item}: expected {expected}, found {found}.")
{
    /// <summary>The item that was refused.</summary>
    public string Item { get; } = item;
}
