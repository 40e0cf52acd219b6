using FerCare.Clinic.Audit;
using Microsoft.EntityFrameworkCore;

namespace FerCare.Clinic.Instruments;

/// <summary>An instrument as the administrator's page lists it.</summary>
/// <param name="IsOn">Clinicians can plan it and enter it.</param>
/// <param name="Missing">What stands against switching it on, in one line; null where nothing does.</param>
public sealed record InstrumentRow(Instrument Instrument, IReadOnlyList<InstrumentText> Texts, bool IsOn, string? Missing);

/// <summary>An instrument cannot be switched on, or is not on.</summary>
public sealed class InstrumentRefusedException(string message) : Exception(message);

/// <summary>Which instruments the clinic uses. Holds no clinical data; switching is for administrators.</summary>
public sealed class InstrumentSwitches(IDbContextFactory<ClinicContext> contexts, InstrumentLibrary library, AuditTrail audit, TimeProvider time)
{
    /// <summary>All instruments that ship.</summary>
    public Task<IReadOnlyList<InstrumentRow>> AllAsync(CancellationToken cancel = default) => contexts.UseAsync(async context =>
    {
        var on = await context.InstrumentsInUse.AsNoTracking().Select(u => u.InstrumentId).ToListAsync(cancel);
        var crisis = await SafetyNotices.WordsAsync(context, cancel);
        return (IReadOnlyList<InstrumentRow>)[.. library.Instruments.Select(i => new InstrumentRow(i, library.TextsOf(i.Id), on.Contains(i.Id), Missing(i, crisis)))];
    }, cancel);

    /// <summary>What clinicians can use today: switched on, and with words.</summary>
    public async Task<IReadOnlyList<InstrumentRow>> InUseAsync(CancellationToken cancel = default) => [.. (await AllAsync(cancel)).Where(r => r is { IsOn: true, Missing: null })];

    /// <summary>Switches an instrument on.</summary>
    /// <param name="licenceConfirmed">The clinic may use the words; asked for where the instrument needs it.</param>
    /// <exception cref="InstrumentRefusedException">The crisis text, the words or the confirmation is missing.</exception>
    public Task SwitchOnAsync(string instrumentId, bool licenceConfirmed, Guid actor, CancellationToken cancel = default) => contexts.UseAsync(async context =>
    {
        var instrument = library.Find(instrumentId) ?? throw new InstrumentRefusedException($"Instrument: expected one that FerCare can score, found \"{instrumentId}\".");
        if (Missing(instrument, await SafetyNotices.WordsAsync(context, cancel)) is { } missing) throw new InstrumentRefusedException(missing);
        if (instrument.LicenceToConfirm && !licenceConfirmed) throw new InstrumentRefusedException($"{instrument.ShortTitle}: expected the confirmation that the clinic may use its text, found none.");
        if (await context.InstrumentsInUse.AnyAsync(u => u.InstrumentId == instrumentId, cancel)) return;
        context.InstrumentsInUse.Add(new InstrumentUse(instrumentId, licenceConfirmed, actor, time.GetUtcNow()));
        await audit.AddAsync(context, new AuditEntry(AuditAction.SwitchInstrument, actor, "instrument", instrumentId, licenceConfirmed ? "on, licence confirmed" : "on"), cancel);
        await context.SaveChangesAsync(cancel);
    }, cancel);

    /// <summary>Switches an instrument off: no new form begins; what was answered stays.</summary>
    public Task SwitchOffAsync(string instrumentId, Guid actor, CancellationToken cancel = default) => contexts.UseAsync(async context =>
    {
        if (await context.InstrumentsInUse.SingleOrDefaultAsync(u => u.InstrumentId == instrumentId, cancel) is not { } use) return;
        context.InstrumentsInUse.Remove(use);
        await audit.AddAsync(context, new AuditEntry(AuditAction.SwitchInstrument, actor, "instrument", instrumentId, "off"), cancel);
        await context.SaveChangesAsync(cancel);
    }, cancel);

    /// <summary>The instrument and its words, once it is sure that a form of it may begin.</summary>
    /// <exception cref="InstrumentRefusedException">It is off, or something is missing.</exception>
    internal static async Task<(Instrument Instrument, InstrumentText Words)> UsableAsync(
        ClinicContext context, InstrumentLibrary library, string instrumentId, string? language, CancellationToken cancel)
    {
        if (library.Find(instrumentId) is not { } instrument || !await context.InstrumentsInUse.AnyAsync(u => u.InstrumentId == instrumentId, cancel))
            throw new InstrumentRefusedException($"Instrument: expected one that is switched on, found \"{instrumentId}\".");
        if (instrument.HasSafetyItem && await SafetyNotices.WordsAsync(context, cancel) is null) throw new InstrumentRefusedException(NoCrisisText(instrument));
        return (instrument, library.Words(instrumentId, language) ?? throw new InstrumentRefusedException(NoWords(instrument)));
    }

    private string? Missing(Instrument instrument, CrisisWords? crisis) =>
        library.TextsOf(instrument.Id).Count == 0 ? NoWords(instrument)
        : instrument.HasSafetyItem && crisis is null ? NoCrisisText(instrument) : null;

    private static string NoWords(Instrument instrument) => $"{instrument.ShortTitle}: expected its official text as a file of the clinic, found none.";

    private static string NoCrisisText(Instrument instrument) => $"{instrument.ShortTitle}: expected the clinic's crisis text and telephone number first, found none.";
}
