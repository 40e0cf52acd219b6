using System.Text;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace FerCare.Clinic.Sealing;

/// <summary>A text about one patient as it is stored: unreadable without that patient's key (<see cref="PatientSeals"/>).</summary>
public sealed record SealedText(byte[] Bytes)
{
    /// <summary>No text: what is left of the name of a patient who is being erased.</summary>
    public static SealedText None { get; } = new([]);
}

/// <summary>Stores the bytes as they are.</summary>
internal sealed class SealedTextBytes() : ValueConverter<SealedText, byte[]>(text => text.Bytes, bytes => new SealedText(bytes));

/// <summary>Where a sealed text stands; it opens nowhere else, so that nobody can pass one patient's text off as another's.</summary>
/// <param name="Row">The row's primary key.</param>
internal readonly record struct SealedPlace(string Table, string Column, string Row)
{
    public static SealedPlace PatientName(Guid patient) => new("patients", "DisplayName", $"{patient}");

    public static SealedPlace RecordNumber(Guid patient) => new("patients", "RecordNumber", $"{patient}");

    public static SealedPlace BirthYear(Guid patient) => new("patients", "BirthYear", $"{patient}");

    public static SealedPlace ReviewNote(long review) => new("finding_reviews", "Note", $"{review}");

    public static SealedPlace ResetReason(long reset) => new("baseline_resets", "Reason", $"{reset}");

    public static SealedPlace AlertNote(long alert) => new("safety_alerts", "Note", $"{alert}");

    public static SealedPlace EmergencyReason(long access) => new("emergency_accesses", "Reason", $"{access}");

    public static SealedPlace TimelineNote(long note) => new("timeline_notes", "Text", $"{note}");

    public static SealedPlace AuditKey(Guid patient) => new("patient_audit_keys", "Key", $"{patient}");

    /// <summary>The place in bytes: no two places have the same.</summary>
    public byte[] ToBytes() => Encoding.UTF8.GetBytes($"{Table}\n{Column}\n{Row}");
}
