namespace FerCare.Clinic.Joining;

/// <summary>What became of an attempt to join.</summary>
public enum JoinResult
{
    Redeemed,

    /// <summary>No such link was ever issued, or the text is no token at all.</summary>
    Unknown,

    /// <summary>It was redeemed before.</summary>
    Used,
    Expired,

    /// <summary>The clinic took it back, issued another one, or the session is over.</summary>
    Revoked,
}

/// <summary>The result and, only where redeemed, the session it opens and the number of the link, which does not tell its token.</summary>
public readonly record struct JoinOutcome(JoinResult Result, long? SessionId, long? LinkId = null)
{
    public bool Succeeded => Result == JoinResult.Redeemed;
}

/// <summary>A link just issued. The token is shown once and cannot be read again.</summary>
/// <param name="Token">43 characters of base64url, to stand behind the # of the address.</param>
public sealed record IssuedLink(string Token, DateTimeOffset ExpiresAt);
