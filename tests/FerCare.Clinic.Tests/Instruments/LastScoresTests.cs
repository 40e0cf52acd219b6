using FerCare.Affect.Indicators;
using FerCare.Clinic.Instruments;
using FerCare.Clinic.Sessions;
using FerCare.Clinic.Tests.Findings;

namespace FerCare.Clinic.Tests.Instruments;

public sealed class LastScoresTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Beside_an_old_session_stands_the_score_of_its_time_and_not_a_later_one()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var patient = await clinic.PlannedAsync();
        await clinic.UsePhqAsync();
        await clinic.EnterAsync(patient.Scope, patient.PatientId, "phq-9", i => i.Id is "1" or "2" or "3" or "4" ? 3 : 0);
        var old = await clinic.AssessedAsync(patient, 1);
        clinic.Clock.Advance(TimeSpan.FromDays(3));
        await clinic.EnterAsync(patient.Scope, patient.PatientId, "phq-9", i => i.Id == "1" ? 2 : 0);
        var late = await clinic.AssessedAsync(patient, 1);

        (await BesideAsync(clinic, old)).BesideSession.ShouldBe("Last PHQ-9: 12 (moderate), 7 days before this session");
        (await BesideAsync(clinic, late)).BesideSession.ShouldBe("Last PHQ-9: 2 (minimal), 7 days before this session");
    }

    [Fact]
    public async Task A_form_of_the_session_itself_counts_although_it_was_filled_in_after_the_end()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var session = await clinic.WithPhqAsync(FormOccasion.AfterSession);
        await clinic.BeginAsync(session);
        await clinic.Course.EndAsync(session.Id, 1000, Cancel);
        clinic.Clock.Advance(TimeSpan.FromMinutes(4));
        foreach (var item in Library.Instrument("phq-9").Items) await clinic.AnswerAsync(session, item.Id, item.Id == "9" ? 0 : 1);
        await clinic.Get<PatientForms>().CloseAsync(session.Id, "phq-9", Cancel);

        (await BesideAsync(clinic, session)).BesideSession.ShouldBe("Last PHQ-9: 8 (mild), filled in after this session");
    }

    [Fact]
    public async Task Without_a_complete_form_there_is_none_yet_and_an_incomplete_one_says_that_it_is_not_scored()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var session = await clinic.WithPhqAsync();
        (await BesideAsync(clinic, session)).BesideSession.ShouldBe("Last PHQ-9: none yet");
        await clinic.AnswerAsync(session, "1", 3);
        await clinic.Get<PatientForms>().CloseAsync(session.Id, "phq-9", Cancel);

        var beside = await BesideAsync(clinic, session);

        beside.BesideSession.ShouldBe("Last PHQ-9: none yet");
        beside.Value.ShouldBeNull();
        beside.Incomplete.ShouldBe("A PHQ-9 of 2 Mar 2026 is incomplete: 1 of 9 answered, not scored");
    }

    [Fact]
    public void The_stress_pattern_takes_the_PSS_10_else_the_PSS_4_and_the_GAD_7_stands_beside_both()
    {
        using var library = new Library();
        var clock = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(new DateTimeOffset(2026, 3, 20, 9, 0, 0, TimeSpan.Zero));
        var scores = new LastScores(null!, null!, library.Read(), clock);
        FormRow[] forms = [Row("pss-4", 7, null, 1), Row("gad-7", 5, "mild", 2)];

        scores.Today(forms)[IndicatorKind.StressPattern].Select(s => s.Today).ShouldBe(["PSS-4: 7 of 16, no bands exist, 1 day old", "GAD-7: 5 (mild), 2 days old"]);
        scores.Today([.. forms, Row("pss-10", 18, "moderate", 30)])[IndicatorKind.StressPattern][0].Today.ShouldBe("PSS-10: 18 (moderate, by convention), 30 days old");
        scores.Today(forms)[IndicatorKind.DepressionPattern].Select(s => s.Today).ShouldBe(["PHQ-9: none yet", "GAD-7: 5 (mild), 2 days old"]);
        scores.Today([])[IndicatorKind.StressPattern][0].Today.ShouldBe("PSS-10: none yet");

        FormRow Row(string id, int score, string? band, int daysAgo)
        {
            var at = clock.GetUtcNow().AddDays(-daysAgo);
            var instrument = Library.Instrument(id);
            return new(Guid.NewGuid(), id, instrument.ShortTitle, null, FormOccasion.Entered, at, at, null, instrument.Items.Count, instrument.Items.Count, score, instrument.Highest, band);
        }
    }

    private static async Task<LastScore> BesideAsync(ClinicOnDisk clinic, ClinicOnDisk.Planned session) =>
        (await clinic.Get<LastScores>().AtSessionAsync(session.Scope, session.PublicId, Cancel))[IndicatorKind.DepressionPattern][0];
}
