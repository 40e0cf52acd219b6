using FerCare.Clinic.Access;
using FerCare.Clinic.Findings;
using FerCare.Clinic.Instruments;
using FerCare.Clinic.Storage;
using Microsoft.EntityFrameworkCore;

namespace FerCare.Clinic.Tests.Sealing;

/// <summary>A database as the version before the seals left it, with words in every column that is sealed today.</summary>
internal static class OldDatabase
{
    public static readonly string[] Words = ["Old Name Wombat", "OLD-1", "old annotation tapir", "old reason okapi", "old acknowledgement lemur"];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task<(Guid Patient, Guid WithoutYear, CareScope Scope)> MakeAsync(ClinicOnDisk clinic)
    {
        var (patient, bare, staff, team, session, form, alert) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());
        var key = new byte[32];
        key[0] = 7;
        clinic.Database.Protect();
        await using (var context = await clinic.ContextAsync())
        {
            await context.Database.MigrateAsync("20261124232557_SecondFactor", Cancel);
            await context.Database.ExecuteSqlAsync($"PRAGMA journal_mode=WAL;", Cancel);
            FormattableString[] rows =
            [
                $"INSERT INTO AspNetUsers (Id, UserName, DisplayName, EmailConfirmed, PhoneNumberConfirmed, TwoFactorEnabled, LockoutEnabled, AccessFailedCount) VALUES ({staff}, 'north', 'Clinician of North', 0, 0, 0, 0, 0)",
                $"INSERT INTO care_teams (Id, Name) VALUES ({team}, 'North')",
                $"INSERT INTO care_team_members (StaffId, CareTeamId, Since) VALUES ({staff}, {team}, 0)",
                $"INSERT INTO patients (Id, CareTeamId, DisplayName, RecordNumber, BirthYear, CreatedAt) VALUES ({patient}, {team}, {Words[0]}, {Words[1]}, 1955, 0)",
                $"INSERT INTO patients (Id, CareTeamId, DisplayName, RecordNumber, CreatedAt) VALUES ({bare}, {team}, 'Aardvark without a year', 'N-2', 0)",
                $"INSERT INTO patient_audit_keys (PatientId, Key) VALUES ({patient}, {key})",
                $"INSERT INTO sessions (Id, PublicId, PatientId, Context, State, ScheduledAt, StartedAt, EndedAt, RefusedFrames, ShedFrames) VALUES (1, {session}, {patient}, 1, 5, 0, 0, 1, 0, 0)",
                $"INSERT INTO findings (Id, SessionId, Kind, Status, Json, RuleVersion, AssessedAt, Review) VALUES (1, 1, 'DepressionPattern', 'NoFlag', '{{}}', '2026.1', 0, 0)",
                $"INSERT INTO finding_reviews (Id, FindingId, Step, Note, ReviewerId, ReviewerName, At) VALUES (1, 1, 3, {Words[2]}, {staff}, 'Clinician of North', 0)",
                $"INSERT INTO finding_reviews (Id, FindingId, Step, ReviewerId, ReviewerName, At) VALUES (2, 1, 1, {staff}, 'Clinician of North', 0)",
                $"INSERT INTO baseline_resets (Id, PatientId, Context, Reason, ById, At) VALUES (1, {patient}, 1, {Words[3]}, {staff}, 0)",
                $"INSERT INTO form_responses (Id, PublicId, PatientId, Occasion, InstrumentId, InstrumentVersion, Language, StartedAt, EnteredBy) VALUES (1, {form}, {patient}, 2, 'phq-9', '1', 'en', 0, {staff})",
                $"INSERT INTO safety_alerts (Id, PublicId, PatientId, ResponseId, InstrumentId, ItemId, Value, RaisedAt, AcknowledgedAt, AcknowledgedBy, Note) VALUES (1, {alert}, {patient}, 1, 'phq-9', '9', 1, 0, 1, {staff}, {Words[4]})",
            ];
            foreach (var row in rows) await context.Database.ExecuteSqlAsync(row, Cancel);
        }

        return (patient, bare, new CareScope(staff));
    }

    public static async Task ShouldReadAsync(ClinicOnDisk clinic, CareScope scope, Guid patient)
    {
        using var dossier = (await clinic.Get<PatientDossiers>().OpenAsync(scope, patient, Cancel))!;
        var reviews = dossier.Tables.Single(t => t.Name == "finding_reviews");
        reviews.Rows.Select(r => r[reviews.Columns.ToList().IndexOf("Note")]).ShouldBe([Words[2], null]);
        (await clinic.Get<PatientBaselines>().ResetsAsync(scope, patient, Cancel)).Single().Reason.ShouldBe(Words[3]);
        (await clinic.Get<SafetyAlerts>().ForPatientAsync(scope, patient, Cancel)).Single().Note.ShouldBe(Words[4]);
    }
}
