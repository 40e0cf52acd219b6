namespace FerCare.Web.Limits;

/// <summary>
/// How much one person and one address may ask for; section <c>Limits</c> of the configuration. Tokens are taken for each request and
/// come back with time. Engineering defaults: a person who opens a page every second for five minutes meets no limit, a program
/// that copies the clinic does.
/// </summary>
public sealed record RequestLimits
{
    public const string Section = "Limits";

    /// <summary>Tokens a signed-in person has at most; at least <see cref="ExportTokens"/>.</summary>
    public int TokensPerPerson { get; init; } = 300;

    /// <summary>Tokens a second that a signed-in person gets back.</summary>
    public int PersonRefillPerSecond { get; init; } = 5;

    /// <summary>Tokens an address has at most for all who are not signed in as staff: a waiting room of patients behind one address.</summary>
    public int TokensPerAddress { get; init; } = 600;

    /// <summary>Tokens a second that an address gets back.</summary>
    public int AddressRefillPerSecond { get; init; } = 20;

    /// <summary>Tokens an export takes; a page takes one. An export carries a whole session away (exports cost more than reads, as in Medplum's quotas).</summary>
    public int ExportTokens { get; init; } = 10;

    /// <summary>The same limits.</summary>
    /// <exception cref="InvalidOperationException">A figure is below one, or nobody could ever export.</exception>
    public RequestLimits Checked() => TokensPerPerson >= ExportTokens && TokensPerAddress >= ExportTokens && ExportTokens >= 1 && PersonRefillPerSecond >= 1 && AddressRefillPerSecond >= 1 ? this
        : throw new InvalidOperationException($"{Section}: expected figures of at least 1 and no fewer tokens than an export takes ({ExportTokens}).");
}

/// <summary>Marks an endpoint that carries records away.</summary>
public sealed class ExportRequest;
