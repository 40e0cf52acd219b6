using System.Security.Cryptography;

namespace FerCare.Clinic.Sealing;

/// <summary>AES-256-GCM with a random nonce: version byte, 12 bytes of nonce, 16 bytes of tag, ciphertext.</summary>
internal static class SealedBytes
{
    // Says what the bytes that follow mean; a later layout gets another number.
    private const byte Layout = 1;
    private const int NonceBytes = 12, TagBytes = 16, Head = 1 + NonceBytes + TagBytes;

    /// <param name="belongsTo">What the bytes belong to; they open only together with the same.</param>
    public static byte[] Close(byte[] key, ReadOnlySpan<byte> content, ReadOnlySpan<byte> belongsTo)
    {
        var closed = new byte[Head + content.Length];
        closed[0] = Layout;
        var nonce = closed.AsSpan(1, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(key, TagBytes);
        aes.Encrypt(nonce, content, closed.AsSpan(Head), closed.AsSpan(1 + NonceBytes, TagBytes), belongsTo);
        return closed;
    }

    /// <summary>What was closed.</summary>
    /// <exception cref="CryptographicException">Another key, another place, or altered bytes.</exception>
    public static byte[] Open(byte[] key, ReadOnlySpan<byte> closed, ReadOnlySpan<byte> belongsTo)
    {
        if (closed.Length < Head || closed[0] != Layout) throw new CryptographicException($"Sealed bytes: expected layout {Layout}, found {(closed.Length == 0 ? "nothing" : $"{closed[0]}")}.");
        var content = new byte[closed.Length - Head];
        using var aes = new AesGcm(key, TagBytes);
        aes.Decrypt(closed.Slice(1, NonceBytes), closed[Head..], closed.Slice(1 + NonceBytes, TagBytes), content, belongsTo);
        return content;
    }
}
