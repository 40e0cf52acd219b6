using System.Buffers.Text;
using System.Security.Cryptography;

namespace FerCare.Clinic.Joining;

/// <summary>The secret in a join link: 256 random bits as 43 characters of base64url.</summary>
internal static class JoinToken
{
    public const int HashBytes = SHA256.HashSizeInBytes;
    private const int Bytes = 32;

    public static string Create() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes));

    /// <summary>The SHA-256 of the token's bytes, or null if the text cannot be a token.</summary>
    public static byte[]? HashOf(string? token)
    {
        if (token is not { Length: > 0 and <= 100 } || !Base64Url.IsValid(token)) return null;
        var bytes = Base64Url.DecodeFromChars(token);
        return bytes.Length == Bytes ? SHA256.HashData(bytes) : null;
    }
}
