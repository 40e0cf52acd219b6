using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace FerCare.Clinic.Sealing;

/// <summary>
/// Seals what identifies a patient, and what people wrote about them, with the patient's own key, and opens it again. A patient whose key is missing
/// stays in lists and on pages: <see cref="Unreadable"/> stands where their texts would, and their id where their record number would.
/// </summary>
public sealed class PatientSeals(PatientKeys keys)
{
    /// <summary>What is shown instead of a text about a patient whose key is missing.</summary>
    public const string Unreadable = "cannot be read: key missing";

    /// <summary>The patient's key is there.</summary>
    internal bool CanRead(Guid patientId) => !keys.Lacks(patientId);

    internal SealedText Seal(Guid patientId, in SealedPlace place, string text) => new(Seal(patientId, place, Encoding.UTF8.GetBytes(text)));

    internal byte[] Seal(Guid patientId, in SealedPlace place, byte[] content) => SealedBytes.Close(keys.KeyOf(patientId), content, place.ToBytes());

    /// <summary>The text that was sealed; <see cref="Unreadable"/> where the patient's key is missing.</summary>
    /// <exception cref="CryptographicException">It was altered, or stands in another place than where it was sealed.</exception>
    internal string Open(Guid patientId, in SealedPlace place, SealedText text) => CanRead(patientId) ? Encoding.UTF8.GetString(Open(patientId, place, text.Bytes)) : Unreadable;

    /// <summary>The bytes that were sealed.</summary>
    /// <exception cref="PatientKeysMissingException">The patient's key is missing.</exception>
    /// <exception cref="CryptographicException">They were altered, or stand in another place than where they were sealed.</exception>
    internal byte[] Open(Guid patientId, in SealedPlace place, byte[] content) => SealedBytes.Open(keys.KeyOf(patientId), content, place.ToBytes());

    internal string NameOf(Guid patientId, SealedText name) => Open(patientId, SealedPlace.PatientName(patientId), name);

    internal string RecordNumberOf(Guid patientId, SealedText number) => CanRead(patientId) ? Open(patientId, SealedPlace.RecordNumber(patientId), number) : $"{patientId}";

    internal int? BirthYearOf(Guid patientId, SealedText? year) =>
        year is null || !CanRead(patientId) ? null : int.Parse(Open(patientId, SealedPlace.BirthYear(patientId), year), CultureInfo.InvariantCulture);
}
