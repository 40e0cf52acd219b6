using System.Globalization;
using System.Text;
using FerCare.Clinic.Audit;

namespace FerCare.Web.Administration;

/// <summary>The audit trail in words for administrators, who see who did what and when, and nothing clinical.</summary>
public static class AuditWords
{
    private static readonly HashSet<string> OfPatients = ["patient", "session", "form", "safety alert"];

    /// <summary>"View patient" for <see cref="AuditAction.ViewPatient"/>.</summary>
    public static string Words(this AuditAction action)
    {
        var words = new StringBuilder();
        foreach (var letter in action.ToString()) words.Append(words.Length > 0 && char.IsUpper(letter) ? $" {char.ToLowerInvariant(letter)}" : letter);
        return words.ToString();
    }

    /// <summary>The record is about a patient, or may be: its details stay unseen here.</summary>
    public static bool IsOfPatient(this AuditLine line) => line.Pseudonym is not null || OfPatients.Contains(line.SubjectKind);

    /// <summary>The first day in the clinic's time zone as an instant; null where it is no date.</summary>
    public static DateTimeOffset? Midnight(string? day, int daysLater, TimeZoneInfo zone)
    {
        if (!DateOnly.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) || date.Year is < 2000 or > 9000) return null;
        var midnight = date.AddDays(daysLater).ToDateTime(TimeOnly.MinValue);
        return new DateTimeOffset(midnight, zone.GetUtcOffset(midnight));
    }

    /// <summary>The search in one line for its own audit record.</summary>
    public static string Summary(this AuditQuery query) => string.Create(CultureInfo.InvariantCulture,
        $"{query.Person} {query.Action} {query.From:yyyy-MM-dd} {query.Until:yyyy-MM-dd} {query.Subject} {query.Before}").Trim() is { Length: > 0 } summary ? summary : "newest";
}
