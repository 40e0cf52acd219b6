using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace FerCare.Clinic.Instruments;

/// <summary>What the clinic itself tells a patient in a crisis. There is one, and forms with a safety item need it.</summary>
public sealed class SafetyNotice
{
    public const int LongestText = 2000;
    public const int LongestTelephone = 40;
    internal const int OnlyId = 1;

    private SafetyNotice() => CrisisText = Telephone = "";

    internal SafetyNotice(CrisisWords words, Guid changedBy, DateTimeOffset changedAt) : this()
    {
        Id = OnlyId;
        Change(words, changedBy, changedAt);
    }

    public int Id { get; private set; }
    public string CrisisText { get; private set; }
    public string Telephone { get; private set; }
    public Guid ChangedBy { get; private set; }
    public DateTimeOffset ChangedAt { get; private set; }

    internal void Change(CrisisWords words, Guid changedBy, DateTimeOffset changedAt)
    {
        CrisisText = words.Text;
        Telephone = words.Telephone;
        ChangedBy = Wording.Checked(changedBy, "Member of staff");
        ChangedAt = changedAt;
    }
}

/// <summary>The clinic's crisis text and telephone number.</summary>
public sealed record CrisisWords
{
    /// <param name="text">1 to 2,000 characters; line breaks make paragraphs.</param>
    /// <param name="telephone">Three digits or more, with spaces, brackets, hyphens, slashes and a plus sign.</param>
    /// <exception cref="ArgumentException">One of them is missing or cannot be it.</exception>
    public CrisisWords(string? text, string? telephone)
    {
        Text = string.Join('\n', (text ?? "").ReplaceLineEndings("\n").Split('\n').Select(l => l.Trim())).Trim();
        if (Text.Length == 0) throw new ArgumentException("Crisis text: expected what a patient in a crisis should do, found nothing.", nameof(text));
        if (Text.Length > SafetyNotice.LongestText) throw new ArgumentException($"Crisis text: expected at most {SafetyNotice.LongestText} characters, found {Text.Length}.", nameof(text));
        if (Text.Any(c => c != '\n' && char.IsControl(c))) throw new ArgumentException("Crisis text: expected plain text, found control characters.", nameof(text));
        Telephone = Wording.Checked(telephone, SafetyNotice.LongestTelephone, "Telephone number");
        if (Telephone.Count(char.IsAsciiDigit) < 3 || Telephone.Any(c => !char.IsAsciiDigit(c) && !"+-/() .".Contains(c)))
            throw new ArgumentException($"Telephone number: expected three digits or more that can be dialled, found \"{Telephone}\".", nameof(telephone));
    }

    public string Text { get; }
    public string Telephone { get; }

    /// <summary>The number as a link dials it: digits and a leading plus sign.</summary>
    public string Dialled => string.Concat(Telephone.Where((c, at) => char.IsAsciiDigit(c) || (c == '+' && at == 0)));
}

internal sealed class SafetyNoticeConfiguration : IEntityTypeConfiguration<SafetyNotice>
{
    public void Configure(EntityTypeBuilder<SafetyNotice> notice)
    {
        notice.ToTable("safety_notice");
        notice.Property(n => n.Id).ValueGeneratedNever();
        notice.Property(n => n.CrisisText).HasMaxLength(SafetyNotice.LongestText);
        notice.Property(n => n.Telephone).HasMaxLength(SafetyNotice.LongestTelephone);
    }
}
