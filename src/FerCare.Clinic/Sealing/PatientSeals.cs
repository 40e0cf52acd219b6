using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace FerCare.Clinic.Sealing;

/// <summary>Seals what identifies a patient, and what people wrote about them, with the patient's own key, and opens it again.</summary>
public sealed class PatientSeals(PatientKeys keys)
{
    internal SealedText Seal(Guid patientId, in SealedPlace place, string text) => new(Seal(patientId, place, Encoding.UTF8.GetBytes(text)));

    internal byte[] Seal(Guid patientId, in SealedPlace place, byte[] content) => SealedBytes.Close(keys.KeyOf(patientId), content, place.ToBytes());

    /// <summary>The text that was sealed.</summary>
    /// <exception cref="PatientKeysMissingException">The patient's key is gone.</exception>
    /// <exception cref="CryptographicException">It was altered, or stands in another place than where it was sealed.</exception>
    internal string Open(Guid patientId, in SealedPlace place, SealedText text) => Encoding.UTF8.GetString(Open(patientId, place, text.Bytes));

    internal byte[] Open(Guid patientId, in SealedPlace place, byte[] content) => SealedBytes.Open(keys.KeyOf(patientId), content, place.ToBytes());

    internal string NameOf(Guid patientId, SealedText name) => Open(patientId, SealedPlace.PatientName(patientId), name);

    internal string RecordNumberOf(Guid patientId, SealedText number) => Open(patientId, SealedPlace.RecordNumber(patientId), number);

    internal int? BirthYearOf(Guid patientId, SealedText? year) =>
        year is null ? null : int.Parse(Open(patientId, SealedPlace.BirthYear(patientId), year), CultureInfo.InvariantCulture);
}
