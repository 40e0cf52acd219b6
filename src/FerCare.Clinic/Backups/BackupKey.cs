using System.Security.Cryptography;
using System.Text;

namespace FerCare.Clinic.Backups;

/// <summary>
/// What opens a backup: a key of 64 hexadecimal digits or a passphrase, each in a file, because what stands on a command line is read by
/// every account of the machine.
/// </summary>
public sealed class BackupKey
{
    private const int ShortestPassphrase = 16;
    private readonly byte[] secret;

    private BackupKey(byte[] secret, bool isPassphrase) => (this.secret, IsPassphrase) = (secret, isPassphrase);

    internal bool IsPassphrase { get; }

    /// <summary>The key in a file; line ends at its end do not belong to it.</summary>
    /// <exception cref="BackupRefusedException">There is no such file, or it holds neither.</exception>
    public static BackupKey Read(string path)
    {
        if (!File.Exists(path)) throw new BackupRefusedException($"Key file {path}: expected a file, found none. Make one with: openssl rand -hex 32 > {Path.GetFileName(path)}");
        var text = File.ReadAllText(path).TrimEnd('\r', '\n');
        if (text.Length == 64 && text.All(char.IsAsciiHexDigit)) return new BackupKey(Convert.FromHexString(text), false);
        if (text.Length < ShortestPassphrase || text.Contains('\n'))
            throw new BackupRefusedException($"Key file {path}: expected 64 hexadecimal digits or a passphrase of one line and {ShortestPassphrase} characters at least, found neither.");
        return new BackupKey(Encoding.UTF8.GetBytes(text), true);
    }

    /// <summary>32 bytes from which the keys of one file are made.</summary>
    /// <param name="iterations">Of PBKDF2-HMAC-SHA256, for a passphrase.</param>
    internal byte[] Stretched(byte[] salt, int iterations) => IsPassphrase ? Rfc2898DeriveBytes.Pbkdf2(secret, salt, iterations, HashAlgorithmName.SHA256, 32) : secret;
}
