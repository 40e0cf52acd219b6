using FerCare.Clinic.Instruments;
using Microsoft.Extensions.Logging.Abstractions;

namespace FerCare.Reports.Tests;

/// <summary>Made-up questionnaires of the instruments that ship.</summary>
internal static class SampleForms
{
    private static readonly InstrumentLibrary library = new(new InstrumentFolder(Path.Combine(Path.GetTempPath(), "fercare-no-texts")), NullLogger<InstrumentLibrary>.Instance);

    /// <summary>A complete form whose items are all answered with the same value.</summary>
    public static FormDetail Complete(string instrument, int value, DateTimeOffset at, Guid session)
    {
        var form = library.Find(instrument)!;
        var score = form.Score(form.Items.ToDictionary(i => i.Id, _ => value))!;
        return new(new FormRow(new Guid("5b6f0000-0000-4000-8000-000000000001"), form.Id, form.ShortTitle, session, FormOccasion.BeforeSession, at.AddMinutes(-2), at, null,
                form.Items.Count, form.Items.Count, score.Total, form.Highest, score.Band),
            new Guid("0197a000-0000-7000-8000-000000000001"), "Sample patient A", form, null, false, "en", form.Version, null, form.Items.ToDictionary(i => i.Id, _ => new FormAnswerRow(value, at)));
    }
}
