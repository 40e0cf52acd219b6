using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace FerCare.Web.Tests.Accounts;

/// <summary>A device with one passkey (ES256, no attestation), together with the browser that tells it from where it is asked.</summary>
internal sealed class SoftAuthenticator : IDisposable
{
    private const byte Present = 0x01, Verified = 0x04, HasKey = 0x40;
    private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly byte[] id = RandomNumberGenerator.GetBytes(32);
    private string? owner;
    private uint uses;

    /// <summary>The device counts its uses; those whose passkeys are copied to other devices do not.</summary>
    public bool Counts { get; set; } = true;

    /// <summary>The device has checked a fingerprint, face or PIN.</summary>
    public bool VerifiesPerson { get; set; } = true;

    /// <summary>The browser's answer to creation options.</summary>
    public string Create(string options, string origin)
    {
        using var asked = JsonDocument.Parse(options);
        owner = asked.RootElement.GetProperty("user").GetProperty("id").GetString();
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        byte[] length = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)id.Length);
        // COSE: an elliptic curve key for ES256 on P-256.
        byte[] cose = [0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20, .. point.X!, 0x22, 0x58, 0x20, .. point.Y!];
        byte[] data = [.. Head(asked.RootElement.GetProperty("rp").GetProperty("id").GetString()!, HasKey), .. new byte[16], .. length, .. id, .. cose];
        byte[] attestation = [0xa3, 0x63, .. "fmt"u8, 0x64, .. "none"u8, 0x67, .. "attStmt"u8, 0xa0, 0x68, .. "authData"u8, 0x58, (byte)data.Length, .. data];
        return Answer(new { clientDataJSON = ClientData("webauthn.create", asked, origin), attestationObject = Text(attestation), transports = new[] { "internal" } });
    }

    /// <summary>The browser's answer to request options.</summary>
    public string Use(string options, string origin)
    {
        using var asked = JsonDocument.Parse(options);
        if (Counts) uses++;
        var data = Head(asked.RootElement.GetProperty("rpId").GetString()!, 0);
        var client = ClientData("webauthn.get", asked, origin);
        byte[] signed = [.. data, .. SHA256.HashData(Base64Url.DecodeFromChars(client))];
        var signature = key.SignData(signed, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        return Answer(new { clientDataJSON = client, authenticatorData = Text(data), signature = Text(signature), userHandle = owner });
    }

    public void Dispose() => key.Dispose();

    private byte[] Head(string host, byte more)
    {
        var count = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(count, uses);
        return [.. SHA256.HashData(Encoding.UTF8.GetBytes(host)), (byte)(Present | (VerifiesPerson ? Verified : 0) | more), .. count];
    }

    private string Answer(object response) => JsonSerializer.Serialize(new { id = Text(id), rawId = Text(id), type = "public-key", clientExtensionResults = new { }, response });

    private static string ClientData(string type, JsonDocument asked, string origin) =>
        Text(JsonSerializer.SerializeToUtf8Bytes(new { type, challenge = asked.RootElement.GetProperty("challenge").GetString(), origin, crossOrigin = false }));

    private static string Text(byte[] bytes) => Base64Url.EncodeToString(bytes);
}
