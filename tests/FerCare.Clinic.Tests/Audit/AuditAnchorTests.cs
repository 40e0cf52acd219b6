using FerCare.Clinic.Audit;
using FerCare.Clinic.Storage;

namespace FerCare.Clinic.Tests.Audit;

public sealed class AuditAnchorTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_record_that_the_anchor_does_not_take_is_stored_all_the_same_and_the_next_one_catches_up()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync(start: false);
        var anchor = AnchorOf(clinic);
        for (var i = 0; i < 3; i++) await clinic.Audit.RecordAsync(Entry(i), Cancel);
        var before = await File.ReadAllTextAsync(anchor, Cancel);
        before.ShouldStartWith("head 3 ");
        File.Delete(anchor);
        // Rights do not hold root up; a folder in the file's place does.
        Directory.CreateDirectory(anchor);

        await clinic.Audit.RecordAsync(Entry(3), Cancel);
        await clinic.Audit.RecordAsync(Entry(4), Cancel);

        (await clinic.CountAsync("audit_records")).ShouldBe(5);
        Directory.GetFiles(clinic.Database.KeyFolder, "audit.head*").ShouldBeEmpty("what could not take the anchor's place is cleared away");

        Directory.Delete(anchor);
        await File.WriteAllTextAsync(anchor, before, Cancel);
        await clinic.Audit.RecordAsync(Entry(5), Cancel);

        (await File.ReadAllTextAsync(anchor, Cancel)).ShouldStartWith("head 6 ");
        var verdict = clinic.Get<AuditInspection>().Inspect(Cancel);
        (verdict.State, verdict.Records).ShouldBe((AuditState.Whole, 6), verdict.Words);
        clinic.Get<AuditAnchor>().HasLost.ShouldBeFalse("nothing is missing");
    }

    [Fact]
    public async Task After_a_restart_an_anchor_that_was_left_behind_is_taken_for_what_it_is_and_catches_up()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync(start: false);
        var anchor = AnchorOf(clinic);
        await clinic.Audit.RecordAsync(Entry(0), Cancel);
        var before = await File.ReadAllTextAsync(anchor, Cancel);
        await clinic.Audit.RecordAsync(Entry(1), Cancel);
        await File.WriteAllTextAsync(anchor, before, Cancel);

        await using var next = await ClinicOnDisk.OpenAsync(clinic.Folder, start: false);
        await next.Audit.RecordAsync(Entry(2), Cancel);

        (await File.ReadAllTextAsync(anchor, Cancel)).ShouldStartWith("head 3 ");
        var verdict = next.Get<AuditInspection>().Inspect(Cancel);
        (verdict.State, verdict.Records).ShouldBe((AuditState.Whole, 3), verdict.Words);
    }

    [Fact]
    public async Task What_another_process_is_writing_for_the_same_anchor_is_not_touched()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync(start: false);
        var others = Path.Combine(clinic.Database.KeyFolder, "audit.head.next");
        await File.WriteAllTextAsync(others, "half of ", Cancel);

        await clinic.Audit.RecordAsync(Entry(0), Cancel);

        (await File.ReadAllTextAsync(AnchorOf(clinic), Cancel)).ShouldStartWith("head 1 ");
        (await File.ReadAllTextAsync(others, Cancel)).ShouldBe("half of ");
    }

    private static AuditEntry Entry(int number) => new(AuditAction.SignIn, Guid.NewGuid(), "account", $"{number}", ActorName: $"Somebody {number}");

    private static string AnchorOf(ClinicOnDisk clinic) => Path.Combine(clinic.Database.KeyFolder, "audit.head");
}
