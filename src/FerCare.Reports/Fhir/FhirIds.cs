using System.Security.Cryptography;
using System.Text;
using Hl7.Fhir.Model;

namespace FerCare.Reports.Fhir;

/// <summary>Ids of the resources of one session's bundle; the same session always gets the same ones, so that a receiver can tell what it has already.</summary>
internal sealed class FhirIds(Guid session)
{
    /// <summary>Prefix of the code systems of this product: signals, indicators, emotions.</summary>
    public const string System = "urn:fercare:";

    /// <summary>The id of a resource as it stands in a bundle's fullUrl.</summary>
    /// <param name="what">Names the resource within the session.</param>
    public string Url(string what) =>
        $"urn:uuid:{new Guid(SHA256.HashData([.. Encoding.UTF8.GetBytes(what), .. session.ToByteArray()]).AsSpan(0, 16))}";

    public ResourceReference Reference(string what) => new(Url(what));

    /// <summary>A code of this product with its English words.</summary>
    public static CodeableConcept Own(string system, string code, string words) => new(System + system, code, words, words);
}
