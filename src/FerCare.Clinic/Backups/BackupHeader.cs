using System.Buffers.Binary;
using System.Security.Cryptography;

namespace FerCare.Clinic.Backups;

/// <summary>
/// The first 46 bytes of a backup: "FerCareB", layout, whether a passphrase opens it and with how many iterations, 16 bytes of salt, and 16
/// bytes that tell a wrong key from a damaged file. The key of the file is made from all of them.
/// </summary>
internal sealed class BackupHeader
{
    public const int Bytes = 46;

    // OWASP's password storage cheat sheet (2023) asks for 600,000 of PBKDF2-HMAC-SHA256.
    private const int Iterations = 600_000, MostIterations = 10_000_000;
    private const int CheckAt = 30, CheckBytes = 16;
    private const byte Layout = 1;
    private static ReadOnlySpan<byte> Name => "FerCareB"u8;

    private BackupHeader(byte[] bytes, byte[] fileKey) => (Content, FileKey) = (bytes, fileKey);

    public byte[] Content { get; }

    /// <summary>A key of this one file, so that the nonces of its parts may simply count.</summary>
    public byte[] FileKey { get; }

    public static BackupHeader Create(BackupKey key)
    {
        var bytes = new byte[Bytes];
        Name.CopyTo(bytes);
        bytes[8] = Layout;
        bytes[9] = key.IsPassphrase ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(10), Iterations);
        RandomNumberGenerator.Fill(bytes.AsSpan(14, 16));
        var (fileKey, check) = Keys(key, bytes);
        check.CopyTo(bytes, CheckAt);
        return new BackupHeader(bytes, fileKey);
    }

    /// <exception cref="BackupRefusedException">Not a backup, of a later version, or made with another key.</exception>
    public static BackupHeader Read(Stream from, BackupKey key, string path)
    {
        var bytes = new byte[Bytes];
        if (from.ReadAtLeast(bytes, Bytes, throwOnEndOfStream: false) < Bytes || !bytes.AsSpan(0, 8).SequenceEqual(Name))
            throw new BackupRefusedException($"Backup {path}: expected a backup made by FerCare, found something else.");
        if (bytes[8] != Layout) throw new BackupRefusedException($"Backup {path}: expected layout {Layout}, found {bytes[8]}. A later version of FerCare made it.");
        if (bytes[9] == 1 != key.IsPassphrase) throw new BackupRefusedException($"Backup {path}: it was made with a {(bytes[9] == 1 ? "passphrase" : "key of 64 digits")}, and the key file holds the other kind.");
        if (BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(10)) is < 1 or > MostIterations) throw new BackupRefusedException($"Backup {path}: its beginning is damaged.");
        var (fileKey, check) = Keys(key, bytes);
        return CryptographicOperations.FixedTimeEquals(check, bytes.AsSpan(CheckAt, CheckBytes)) ? new BackupHeader(bytes, fileKey)
            : throw new BackupRefusedException($"Backup {path}: the key file is not the one it was made with, or its beginning is damaged.");
    }

    private static (byte[] FileKey, byte[] Check) Keys(BackupKey key, byte[] header)
    {
        var stretched = key.Stretched(header[14..CheckAt], BinaryPrimitives.ReadInt32LittleEndian(header.AsSpan(10)));
        byte[] Derived(ReadOnlySpan<byte> purpose, int bytes) => HKDF.DeriveKey(HashAlgorithmName.SHA256, stretched, bytes, header[14..CheckAt], [.. purpose, .. header[..14]]);
        return (Derived("file"u8, 32), Derived("check"u8, CheckBytes));
    }
}
