using FerCare.Clinic.Access;
using FerCare.Clinic.Instruments;

namespace FerCare.Web.Demonstration;

/// <summary>A filled-in form of the demonstration.</summary>
/// <param name="Total">Sum of the answers to all items but the one that raises an alert.</param>
/// <param name="Safety">Answer to the item that raises an alert, where there is one.</param>
/// <param name="Answered">Items answered before the form was left; null where it was handed in.</param>
/// <param name="Note">With what an alert was acknowledged; null where it stays open.</param>
internal sealed record FilledForm(string InstrumentId, int Total, int Safety = 0, int? Answered = null, string? Note = null)
{
    /// <summary>The answers by item: the total in even steps over the items, beginning with another item for each form; the same each time.</summary>
    public IReadOnlyList<(string Item, int Value)> Answers(Instrument instrument, int beginWith)
    {
        var values = new int[instrument.Items.Count];
        var safety = instrument.Items.ToList().FindIndex(i => i.AlertFrom is not null);
        for (var (left, at) = (Total, beginWith); left > 0; at++)
        {
            var item = at % values.Length;
            if (item == safety || values[item] == instrument.Items[item].Highest) continue;
            values[item]++;
            left--;
        }

        if (safety >= 0) values[safety] = Safety;
        return [.. instrument.Items.Zip(values, (item, value) => (item.Id, value)).Take(Answered ?? values.Length)];
    }
}

/// <summary>The questionnaires of the demonstration: filled in through the same classes as real ones.</summary>
internal static class DemonstrationForms
{
    public const string Phq9 = "phq-9", Gad7 = "gad-7";

    private static readonly CrisisWords Crisis = new(
        "Demonstration clinic: this text and number are placeholders.\nA real clinic says here what a patient in a crisis does, and whom to call.", "000 000 000");

    public static async Task SwitchOnAsync(IServiceProvider past, Guid administrator, CancellationToken cancel)
    {
        await past.GetRequiredService<SafetyNotices>().ChangeAsync(Crisis, administrator, cancel);
        foreach (var id in (string[])[Phq9, Gad7]) await past.GetRequiredService<InstrumentSwitches>().SwitchOnAsync(id, licenceConfirmed: false, administrator, cancel);
    }

    /// <summary>Asks for the forms before a session.</summary>
    public static Task AskAsync(IServiceProvider past, CareScope care, Guid session, IEnumerable<string> instruments, CancellationToken cancel) =>
        past.GetRequiredService<FormPlan>().PlanAsync(care, session, [.. instruments.Select(id => new FormChoice(id, FormOccasion.BeforeSession))], cancel);

    /// <summary>The patient fills in the forms of a session; the clinician acknowledges what they raise where the plan has a note.</summary>
    public static async Task FillInAsync(IServiceProvider past, SeedingClock clock, CareScope care, Guid patient, long session, IReadOnlyList<FilledForm> forms, int seed, CancellationToken cancel)
    {
        var (library, own) = (past.GetRequiredService<InstrumentLibrary>(), past.GetRequiredService<PatientForms>());
        foreach (var form in forms)
        {
            foreach (var (item, value) in form.Answers(library.Find(form.InstrumentId)!, seed))
            {
                clock.Now += TimeSpan.FromSeconds(7);
                await own.SaveAsync(session, form.InstrumentId, item, value, cancel);
            }

            await own.CloseAsync(session, form.InstrumentId, cancel);
            if (form.Note is not { } note) continue;
            clock.Now += TimeSpan.FromMinutes(3);
            foreach (var alert in (await past.GetRequiredService<SafetyAlerts>().ForPatientAsync(care, patient, cancel)).Where(a => a.AcknowledgedAt is null))
                await past.GetRequiredService<SafetyAlerts>().AcknowledgeAsync(care, alert.Id, note, cancel);
        }
    }

    /// <summary>The clinician enters a form, from a conversation.</summary>
    public static async Task EnterAsync(IServiceProvider past, CareScope care, Guid patient, FilledForm form, int seed, CancellationToken cancel)
    {
        var entry = past.GetRequiredService<FormEntry>();
        var id = await entry.StartAsync(care, patient, form.InstrumentId, null, cancel);
        foreach (var (item, value) in form.Answers(past.GetRequiredService<InstrumentLibrary>().Find(form.InstrumentId)!, seed)) await entry.SaveAsync(care, id, item, value, cancel);
        await entry.CloseAsync(care, id, cancel);
    }
}
