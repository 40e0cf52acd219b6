using FerCare.Clinic.Storage;

namespace FerCare.Clinic.Tests.Rights;

public sealed class PatientDossierTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_dossier_holds_every_table_in_which_something_about_a_patient_may_stand()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var canary = await CanaryPatient.AdmitAsync(clinic);
        await clinic.LiveAsync(recordNumber: "N-2");
        using var dossier = (await clinic.Get<PatientDossiers>().OpenAsync(canary.First.Scope, canary.First.PatientId, Cancel))!;

        var expected = await CanaryPatient.TablesAsync(clinic);
        dossier.Tables.Select(t => t.Name).Order().ShouldBe([.. expected.Append("audit_records").Order()]);
        foreach (var table in dossier.Tables)
        {
            table.Rows.ShouldNotBeEmpty($"{table.Name}: this patient has something in every table");
            if (table.IsSeries || table.Name is "audit_records") continue;
            var of = table.Name switch { "patients" or "patient_audit_keys" => 1, "sessions" => 5, _ => 0 };
            if (of > 0) table.Rows.Count().ShouldBe(of, table.Name);
        }

        dossier.Tables.Where(t => t.IsSeries).Select(t => t.Name).Order().ShouldBe(["emotion_rollups", "emotion_samples", "frame_samples"]);
        dossier.Tables.Single(t => t.Name == "frame_samples").Rows.Count().ShouldBe((int)await clinic.CountAsync("frame_samples"));
    }

    [Fact]
    public async Task Sealed_texts_instants_and_states_are_written_so_that_people_can_read_them()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var canary = await CanaryPatient.AdmitAsync(clinic);
        using var dossier = (await clinic.Get<PatientDossiers>().OpenAsync(canary.First.Scope, canary.First.PatientId, Cancel))!;
        object?[] Column(string table, string column)
        {
            var from = dossier.Tables.Single(t => t.Name == table);
            var at = from.Columns.ToList().IndexOf(column);
            return [.. from.Rows.Select(r => r[at])];
        }

        Column("patients", "DisplayName").ShouldBe([CanaryPatient.Name]);
        Column("patients", "RecordNumber").ShouldBe([CanaryPatient.Number]);
        Column("patients", "BirthYear").ShouldBe([CanaryPatient.Year]);
        Column("finding_reviews", "Note").ShouldBe([CanaryPatient.Note, CanaryPatient.Dismissal]);
        Column("baseline_resets", "Reason").ShouldBe([CanaryPatient.Reason]);
        Column("safety_alerts", "Note").ShouldBe([CanaryPatient.Acknowledgement]);
        Column("emergency_accesses", "Reason").ShouldBe([CanaryPatient.Emergency]);
        Column("timeline_notes", "Text").ShouldBe([CanaryPatient.Remark]);
        Column("sessions", "State").ShouldBe(["Waiting", "Ended", "Ended", "Ended", "Ended"]);
        Column("patients", "CreatedAt").ShouldBe(["2026-03-02T09:00:00.000Z"]);
        dossier.Tables.ShouldAllBe(t => !t.Columns.Contains("Key") && !t.Columns.Contains("TokenHash") && !t.Columns.Contains("Seal"));
    }

    [Fact]
    public async Task Another_team_gets_no_dossier()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var planned = await clinic.PlannedAsync();
        var (stranger, _) = await clinic.ClinicianAsync("South");
        (await clinic.Get<PatientDossiers>().OpenAsync(stranger, planned.PatientId, Cancel)).ShouldBeNull();
    }
}
