using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;

namespace FerCare.Web.Accounts;

/// <summary>What the page hands to the browser, and the sealed challenge that comes back with the answer.</summary>
public sealed record PasskeyChallenge(string Options, string Sealed);

/// <summary>
/// The challenges that passkeys answer. Each travels sealed in the page instead of being kept here, so that asking for many costs nothing;
/// each is good for ten minutes, for one purpose and for one answer.
/// </summary>
public sealed class PasskeyChallenges(IDataProtectionProvider protection, TimeProvider time)
{
    /// <summary>How long a person may take.</summary>
    public static readonly TimeSpan GoodFor = TimeSpan.FromMinutes(10);

    private readonly IDataProtector protector = protection.CreateProtector("FerCare.Accounts.Passkeys");
    private readonly ConcurrentDictionary<string, DateTimeOffset> answered = new();

    /// <summary>Seals a challenge for a purpose; another purpose cannot open it.</summary>
    public string Seal(string purpose, string challenge) => protector.Protect(JsonSerializer.Serialize(new Content(purpose, challenge, time.GetUtcNow() + GoodFor)));

    /// <summary>The challenge; null where it was made elsewhere, for another purpose, too long ago, or was answered.</summary>
    public string? Open(string purpose, string? sealedChallenge)
    {
        if (string.IsNullOrEmpty(sealedChallenge)) return null;
        try
        {
            return JsonSerializer.Deserialize<Content>(protector.Unprotect(sealedChallenge)) is { } content && content.Purpose == purpose
                && content.Until > time.GetUtcNow() && !answered.ContainsKey(NameOf(content.Challenge)) ? content.Challenge : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    /// <summary>Uses a challenge up; true for one of any number who try at the same time.</summary>
    public bool Use(string challenge)
    {
        var now = time.GetUtcNow();
        foreach (var (old, until) in answered)
        {
            if (until < now) answered.TryRemove(old, out _);
        }

        return answered.TryAdd(NameOf(challenge), now + GoodFor);
    }

    private static string NameOf(string challenge) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(challenge)));

    private sealed record Content(string Purpose, string Challenge, DateTimeOffset Until);
}
