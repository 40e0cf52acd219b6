using FerCare.Clinic.Audit;
using FerCare.Clinic.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace FerCare.Clinic.Tests.Audit;

public sealed class AuditChainTests
{
    private const string WithoutTriggers = "DROP TRIGGER audit_records_keep; DROP TRIGGER audit_records_stand; DROP TRIGGER audit_records_add; DROP INDEX IX_audit_records_Previous; ";
    private const string Fields = "At, Action, ActorId, ActorName, SubjectKind, SubjectId, Pseudonym, Detail, Previous, Seal";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_the_clinic_does_is_a_whole_chain_with_its_end_in_the_anchor()
    {
        await using var clinic = await WithRecordsAsync();
        var verdict = Inspect(clinic);
        (verdict.State, verdict.Records).ShouldBe((AuditState.Whole, await clinic.CountAsync("audit_records")));
        verdict.Records.ShouldBeGreaterThan(10);
        File.ReadAllText(AnchorOf(clinic)).ShouldStartWith($"head {verdict.Records} ");
    }

    [Theory]
    [InlineData("UPDATE audit_records SET ActorName = 'Somebody else' WHERE Id = 7;", AuditBreak.Edited, 7)]
    [InlineData("UPDATE audit_records SET At = At + 1 WHERE Id = 7;", AuditBreak.Edited, 7)]
    [InlineData("UPDATE audit_records SET ActorId = 'nobody' WHERE Id = 7;", AuditBreak.Edited, 7)]
    [InlineData("UPDATE audit_records SET Pseudonym = NULL WHERE Id = 3;", AuditBreak.Edited, 3)]
    [InlineData("UPDATE audit_records SET Detail = 'x' WHERE Id = (SELECT max(Id) FROM audit_records);", AuditBreak.Edited, 12)]
    [InlineData("DELETE FROM audit_records WHERE Id = 7;", AuditBreak.Deleted, 7)]
    [InlineData("DELETE FROM audit_records WHERE Id = 1;", AuditBreak.Deleted, 1)]
    [InlineData("DELETE FROM audit_records WHERE Id = 7; UPDATE audit_records SET Id = Id - 1 WHERE Id > 7;", AuditBreak.Deleted, 7)]
    [InlineData("UPDATE audit_records SET Id = 99 WHERE Id = 6; UPDATE audit_records SET Id = 6 WHERE Id = 7; UPDATE audit_records SET Id = 7 WHERE Id = 99;", AuditBreak.Reordered, 6)]
    [InlineData("UPDATE audit_records SET Id = 13 WHERE Id = 12;", AuditBreak.Reordered, 13)]
    [InlineData("INSERT INTO audit_records (" + Fields + ") SELECT " + Fields + " FROM audit_records WHERE Id = 4;", AuditBreak.Inserted, 13)]
    [InlineData("INSERT INTO audit_records (Id, At, Action, ActorName, SubjectKind, SubjectId, Previous, Seal) SELECT 13, At, Action, ActorName, SubjectKind, SubjectId, x'', x'' FROM audit_records WHERE Id = 4;", AuditBreak.Inserted, 13)]
    [InlineData("UPDATE audit_records SET Id = -Id WHERE Id > 6; UPDATE audit_records SET Id = 1 - Id WHERE Id < 0; INSERT INTO audit_records (Id, " + Fields + ") SELECT 7, At, Action, ActorId, 'Forged', SubjectKind, SubjectId, Pseudonym, Detail, (SELECT Seal FROM audit_records WHERE Id = 6), randomblob(32) FROM audit_records WHERE Id = 6;", AuditBreak.Inserted, 7)]
    [InlineData("DELETE FROM audit_records WHERE Id > 9;", AuditBreak.Truncated, 10)]
    [InlineData("DELETE FROM audit_records;", AuditBreak.Truncated, 1)]
    public async Task The_first_record_that_was_tampered_with_is_named(string tampering, AuditBreak what, long at)
    {
        await using var clinic = await WithRecordsAsync();
        (await clinic.CountAsync("audit_records")).ShouldBe(12);

        Execute(clinic, WithoutTriggers + tampering);

        var verdict = Inspect(clinic);
        (verdict.State, verdict.Break, verdict.At).ShouldBe((AuditState.Broken, what, at), verdict.Words);
        verdict.Words.ShouldContain(at.ToString());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Records_that_were_cut_off_stay_missing_however_long_the_clinic_goes_on(bool restarted)
    {
        await using var clinic = await WithRecordsAsync();
        Execute(clinic, "DROP TRIGGER audit_records_keep; DELETE FROM audit_records WHERE Id > 9;");
        await using var next = restarted ? await ClinicOnDisk.OpenAsync(clinic.Folder, start: false) : null;
        for (var i = 0; i < 8; i++) await (next ?? clinic).Audit.RecordAsync(Entry(i), Cancel);

        var verdict = Inspect(clinic);
        (verdict.State, verdict.Break, verdict.At).ShouldBe((AuditState.Broken, AuditBreak.Truncated, 12L), verdict.Words);
        (next ?? clinic).Get<AuditAnchor>().HasLost.ShouldBeTrue();
    }

    [Theory]
    [InlineData("UPDATE audit_records SET Detail = 'x' WHERE Id = 2;")]
    [InlineData("DELETE FROM audit_records WHERE Id = 2;")]
    [InlineData("INSERT OR REPLACE INTO audit_records (Id, " + Fields + ") SELECT 2, " + Fields + " FROM audit_records WHERE Id = 3;")]
    [InlineData("INSERT INTO audit_records (" + Fields + ") SELECT " + Fields + " FROM audit_records WHERE Id = 3;")]
    [InlineData("INSERT INTO audit_records (At, Action, ActorName, SubjectKind, SubjectId) VALUES (1, 'SignIn', 'x', 'account', 'x');")]
    public async Task The_database_itself_refuses_to_change_delete_or_replace_a_record(string sql)
    {
        await using var clinic = await WithRecordsAsync();
        Should.Throw<SqliteException>(() => Execute(clinic, sql)).Message.ShouldContain("Audit records are only ever added");
        Inspect(clinic).State.ShouldBe(AuditState.Whole);
    }

    [Fact]
    public async Task Many_writers_at_once_make_one_chain()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync(start: false);
        await using var other = await ClinicOnDisk.OpenAsync(clinic.Folder, start: false);
        await Task.WhenAll(Enumerable.Range(0, 40).Select(i => (i % 2 == 0 ? clinic : other).Audit.RecordAsync(Entry(i), Cancel)));
        var verdict = Inspect(clinic);
        (verdict.State, verdict.Records).ShouldBe((AuditState.Whole, 40), verdict.Words);
    }

    [Fact]
    public async Task Records_of_one_change_follow_each_other_in_the_order_in_which_they_were_added()
    {
        await using var clinic = await WithRecordsAsync();
        await using var context = await clinic.ContextAsync();
        for (var i = 20; i < 26; i++) await clinic.Audit.AddAsync(context, Entry(i), Cancel);
        await context.SaveChangesAsync(Cancel);

        (await clinic.Audit.RecentAsync(6, Cancel)).Reverse().Select(l => l.SubjectId).ShouldBe(["20", "21", "22", "23", "24", "25"]);
        Inspect(clinic).State.ShouldBe(AuditState.Whole);
    }

    [Fact]
    public async Task A_change_that_is_rolled_back_leaves_neither_record_nor_gap()
    {
        await using var clinic = await WithRecordsAsync();
        await using (var context = await clinic.ContextAsync())
        {
            await using var change = await context.Database.BeginTransactionAsync(Cancel);
            await clinic.Audit.AddAsync(context, Entry(1), Cancel);
            await context.SaveChangesAsync(Cancel);
            await change.RollbackAsync(Cancel);
        }

        Inspect(clinic).Records.ShouldBe(12);
        await clinic.Audit.RecordAsync(Entry(2), Cancel);
        Inspect(clinic).ShouldBe(Inspect(clinic) with { State = AuditState.Whole, Records = 13 });
    }

    [Fact]
    public async Task A_patient_is_named_by_one_pseudonym_and_destroying_their_key_leaves_the_chain_whole()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var session = await clinic.PlannedAsync();
        var another = await clinic.PlannedAsync(session.Scope, session.PatientId);
        await clinic.Audit.RecordAsync(new AuditEntry(AuditAction.ViewPatient, session.Scope.StaffId, "patient", session.PatientId.ToString()), Cancel);

        var pseudonym = (await clinic.Audit.PseudonymAsync(session.PatientId, Cancel))!;
        var lines = (await clinic.Audit.SearchAsync(new AuditQuery(Subject: pseudonym[..8]), Cancel)).Lines;
        lines.Select(l => l.Action).ShouldBe([AuditAction.ViewPatient, AuditAction.CreateSession, AuditAction.CreateSession, AuditAction.CreatePatient]);
        lines.ShouldAllBe(l => l.Pseudonym == pseudonym);
        lines.Select(l => l.SubjectId).ShouldBe([pseudonym, another.PublicId.ToString(), session.PublicId.ToString(), pseudonym]);
        (await clinic.Audit.RecentAsync(100, Cancel)).ShouldAllBe(l => !l.ToString().Contains(session.PatientId.ToString()) && !l.ToString().Contains("Sample patient"));

        Execute(clinic, "DELETE FROM patient_audit_keys;");
        (await clinic.Audit.PseudonymAsync(session.PatientId, Cancel)).ShouldBeNull();
        Inspect(clinic).State.ShouldBe(AuditState.Whole);
    }

    [Fact]
    public async Task Records_of_a_version_before_the_chain_are_sealed_at_the_next_start()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync(migrate: false);
        var patient = Guid.CreateVersion7();
        await using (var context = await clinic.ContextAsync())
        {
            await context.Database.MigrateAsync("20261122232540_Instruments", Cancel);
            await context.Database.ExecuteSqlAsync($"INSERT INTO care_teams (Id, Name) VALUES ('A0000000-0000-0000-0000-000000000001', 'North')", Cancel);
            await context.Database.ExecuteSqlAsync($"INSERT INTO patients (Id, CareTeamId, DisplayName, RecordNumber, CreatedAt) VALUES ({patient}, 'A0000000-0000-0000-0000-000000000001', 'Sample patient', 'N-1', 0)", Cancel);
            for (var i = 1; i <= 5; i++)
                await context.Database.ExecuteSqlAsync($"INSERT INTO audit_records (Id, At, Action, ActorName, SubjectKind, SubjectId) VALUES ({i * 2}, {i}, 'ViewPatient', 'Clinician of North', 'patient', {patient.ToString()})", Cancel);
        }

        await ClinicStorage.MigrateAsync(clinic.Services, Cancel);

        var verdict = Inspect(clinic);
        (verdict.State, verdict.Records).ShouldBe((AuditState.Whole, 5), verdict.Words);
        var pseudonym = await clinic.Audit.PseudonymAsync(patient, Cancel);
        (await clinic.Audit.RecentAsync(10, Cancel)).ShouldAllBe(l => l.SubjectId == pseudonym);
    }

    [Fact]
    public async Task Records_put_in_without_a_seal_after_the_chain_began_are_not_sealed()
    {
        await using var clinic = await WithRecordsAsync();
        Execute(clinic, WithoutTriggers + "UPDATE audit_records SET Seal = x'', Previous = x'', ActorName = 'Forged' WHERE Id > 0;");
        await ClinicStorage.MigrateAsync(clinic.Services, Cancel);
        Inspect(clinic).State.ShouldBe(AuditState.Broken);
    }

    [Fact]
    public async Task Without_the_key_the_clinic_does_not_start_and_nothing_is_said_to_be_whole()
    {
        await using var clinic = await WithRecordsAsync();
        var key = Path.Combine(clinic.Folder, "keys", "audit.key");
        if (!OperatingSystem.IsWindows()) File.GetUnixFileMode(key).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.Delete(key);
        await using var next = await ClinicOnDisk.OpenAsync(clinic.Folder, migrate: false);
        await Should.ThrowAsync<AuditKeyMissingException>(() => ClinicStorage.MigrateAsync(next.Services, Cancel));
        Inspect(next).State.ShouldBe(AuditState.NotChecked);
        File.Exists(key).ShouldBeFalse();
    }

    [Fact]
    public async Task Without_the_anchor_nothing_is_said_to_be_whole_and_the_next_start_writes_that_down()
    {
        await using var clinic = await WithRecordsAsync();
        File.Delete(AnchorOf(clinic));
        Inspect(clinic).State.ShouldBe(AuditState.NotChecked);

        await using var next = await ClinicOnDisk.OpenAsync(clinic.Folder, start: false);
        (await next.Audit.RecentAsync(1, Cancel)).Single().Action.ShouldBe(AuditAction.FindAnchorMissing);
    }

    [Fact]
    public async Task A_folder_without_a_database_is_not_checked()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync(migrate: false);
        Inspect(clinic).State.ShouldBe(AuditState.NotChecked);
        File.Exists(clinic.Database.Path).ShouldBeFalse();
    }

    /// <summary>Twelve records: a team, a clinician in it, a patient, a session, its link, and seven sign-ins.</summary>
    private static async Task<ClinicOnDisk> WithRecordsAsync()
    {
        var clinic = await ClinicOnDisk.OpenAsync(start: false);
        var session = await clinic.PlannedAsync();
        await clinic.Links.IssueAsync(session.Scope, session.Id, Cancel);
        for (var i = 0; i < 7; i++) await clinic.Audit.RecordAsync(Entry(i), Cancel);
        return clinic;
    }

    private static AuditEntry Entry(int number) => new(AuditAction.SignIn, Guid.NewGuid(), "account", $"{number}", ActorName: $"Somebody {number}");

    private static AuditVerdict Inspect(ClinicOnDisk clinic) => clinic.Get<AuditInspection>().Inspect(Cancel);

    private static string AnchorOf(ClinicOnDisk clinic) => Path.Combine(clinic.Folder, "keys", "audit.head");

    private static void Execute(ClinicOnDisk clinic, string sql)
    {
        using var connection = clinic.Database.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
