using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace FerCare.Web.Accounts;

/// <summary>The six digits that an authenticator shows: RFC 6238 with SHA-1 and 30 seconds, which every authenticator understands.</summary>
public static class OneTimeCode
{
    /// <summary>Bytes of a secret, as RFC 4226 asks.</summary>
    public const int SecretBytes = 20;

    private const int Digits = 6, StepSeconds = 30;
    private const string Base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    // One step to either side: the code just typed may be going out, and telephones' clocks are off by some seconds.
    private const int Tolerance = 1;

    /// <summary>The step an instant lies in, counted from 1970.</summary>
    public static long StepOf(DateTimeOffset at) => at.ToUnixTimeSeconds() / StepSeconds;

    /// <summary>The code of one step.</summary>
    public static string At(byte[] secret, long step)
    {
        Span<byte> counter = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
        Span<byte> hash = stackalloc byte[20];
#pragma warning disable CA5350 // The standard says SHA-1; its collisions do not matter for an HMAC.
        HMACSHA1.HashData(secret, counter, hash);
#pragma warning restore CA5350
        var number = BinaryPrimitives.ReadInt32BigEndian(hash[(hash[^1] & 0xf)..]) & 0x7fff_ffff;
        return (number % 1_000_000).ToString(CultureInfo.InvariantCulture).PadLeft(Digits, '0');
    }

    /// <summary>The step whose code this is, now or next to now; null where it is none of theirs.</summary>
    public static long? Match(byte[] secret, string? typed, DateTimeOffset now)
    {
        var bare = string.Concat((typed ?? "").Where(c => !char.IsWhiteSpace(c)));
        if (bare.Length != Digits || !bare.All(char.IsAsciiDigit)) return null;
        long? found = null;
        for (var step = StepOf(now) - Tolerance; step <= StepOf(now) + Tolerance; step++)
        {
            if (CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(At(secret, step)), Encoding.ASCII.GetBytes(bare))) found = step;
        }

        return found;
    }

    /// <summary>The secret as people type it into an authenticator, in groups of four.</summary>
    public static string InGroups(byte[] secret) => string.Join(' ', InBase32(secret).Chunk(4).Select(four => new string(four)));

    /// <summary>The address that an authenticator reads from the picture.</summary>
    public static string Address(byte[] secret, string userName) => $"otpauth://totp/FerCare:{Uri.EscapeDataString(userName)}?secret={InBase32(secret)}&issuer=FerCare";

    private static string InBase32(byte[] bytes)
    {
        var text = new StringBuilder();
        for (var bit = 0; bit < bytes.Length * 8; bit += 5)
        {
            var pair = (bytes[bit / 8] << 8) | (bit / 8 + 1 < bytes.Length ? bytes[(bit / 8) + 1] : 0);
            text.Append(Base32[(pair >> (11 - (bit % 8))) & 31]);
        }

        return text.ToString();
    }
}
