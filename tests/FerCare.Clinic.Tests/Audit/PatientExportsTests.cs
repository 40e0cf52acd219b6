using FerCare.Clinic.Audit;
using FerCare.Clinic.Storage;

namespace FerCare.Clinic.Tests.Audit;

public sealed class PatientExportsTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Exports_of_one_patient_are_listed_newest_first_with_who_and_how_and_not_those_of_another()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var own = await clinic.PlannedAsync(recordNumber: "N-1");
        var other = await clinic.PlannedAsync(recordNumber: "N-2");
        await ExportAsync(clinic, own, "session", own.PublicId, new ExportNote(["pdf"], InArchive: false, Identified: true));
        await ExportAsync(clinic, other, "session", other.PublicId, new ExportNote(["csv"], InArchive: false, Identified: false));
        await ExportAsync(clinic, own, "patient", own.PatientId, ExportNote.Everything);
        await ExportAsync(clinic, own, "session", own.PublicId, new ExportNote(["csv", "fhir.json"], InArchive: true, Identified: false));

        var exports = await clinic.Get<PatientExports>().OfPatientAsync(own.Scope, own.PatientId, Cancel);

        exports.Select(e => (e.SessionId, e.Note!.ToString())).ShouldBe(
            [(own.PublicId, "csv fhir.json in an archive, de-identified"), (null, "everything"), (own.PublicId, "pdf, identified")]);
        exports.ShouldAllBe(e => e.By == "Clinician of North");
    }

    [Fact]
    public async Task An_export_that_was_cancelled_is_told_from_the_one_before_and_the_one_after_it()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var own = await clinic.PlannedAsync();
        var note = new ExportNote(["csv"], InArchive: true, Identified: false);
        await ExportAsync(clinic, own, "session", own.PublicId, note);
        await ExportAsync(clinic, own, "session", own.PublicId, note);
        await clinic.Audit.RecordAsync(new AuditEntry(AuditAction.CancelExport, own.Scope.StaffId, "session", $"{own.PublicId}", $"{note}"), Cancel);
        await ExportAsync(clinic, own, "session", own.PublicId, note);

        var exports = await clinic.Get<PatientExports>().OfPatientAsync(own.Scope, own.PatientId, Cancel);

        exports.Select(e => e.IsCancelled).ShouldBe([false, true, false]);
    }

    [Fact]
    public async Task Of_two_equal_archives_the_one_that_was_cancelled_is_told_by_its_id()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var own = await clinic.PlannedAsync();
        var first = new ExportNote(["csv"], InArchive: true, Identified: false) { ArchiveId = Guid.NewGuid() };
        var second = first with { ArchiveId = Guid.NewGuid() };
        await ExportAsync(clinic, own, "session", own.PublicId, first);
        await ExportAsync(clinic, own, "session", own.PublicId, second);

        // The second was fetched at once; before the first was, a consent had been taken back.
        await clinic.Audit.RecordAsync(new AuditEntry(AuditAction.CancelExport, own.Scope.StaffId, "session", $"{own.PublicId}", $"{first}"), Cancel);

        var exports = await clinic.Get<PatientExports>().OfPatientAsync(own.Scope, own.PatientId, Cancel);
        exports.Select(e => (e.Note!.ArchiveId, e.IsCancelled)).ShouldBe([(second.ArchiveId, false), (first.ArchiveId, true)]);
        clinic.Get<AuditInspection>().Inspect(Cancel).State.ShouldBe(AuditState.Whole);
    }

    [Fact]
    public async Task A_session_that_stands_twice_in_a_cancelled_archive_is_cancelled_twice_and_no_older_record_with_it()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var own = await clinic.PlannedAsync();
        var old = new ExportNote(["csv"], InArchive: true, Identified: false);
        var note = old with { ArchiveId = Guid.NewGuid() };
        foreach (var written in new[] { old, note, note }) await ExportAsync(clinic, own, "session", own.PublicId, written);
        for (var i = 0; i < 2; i++) await clinic.Audit.RecordAsync(new AuditEntry(AuditAction.CancelExport, own.Scope.StaffId, "session", $"{own.PublicId}", $"{note}"), Cancel);

        (await clinic.Get<PatientExports>().OfPatientAsync(own.Scope, own.PatientId, Cancel)).Select(e => e.IsCancelled).ShouldBe([true, true, false]);
    }

    [Fact]
    public async Task Another_team_sees_neither_exports_nor_consents()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var own = await clinic.LiveAsync();
        await ExportAsync(clinic, own, "session", own.PublicId, ExportNote.Everything);
        var (stranger, _) = await clinic.ClinicianAsync("South");

        (await clinic.Get<PatientExports>().OfPatientAsync(stranger, own.PatientId, Cancel)).ShouldBeEmpty();
        (await clinic.Consents.OfPatientAsync(stranger, own.PatientId, Cancel)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Consents_of_a_patient_are_listed_newest_first_with_their_withdrawal()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var first = await clinic.LiveAsync();
        var given = clinic.Clock.GetUtcNow();
        clinic.Clock.Advance(TimeSpan.FromHours(1));
        await clinic.Consents.WithdrawAsync(first.Id, cancel: Cancel);
        var second = await clinic.PlannedAsync(first.Scope, first.PatientId);
        await clinic.BeginAsync(second);

        var consents = await clinic.Consents.OfPatientAsync(first.Scope, first.PatientId, Cancel);

        consents.Select(c => (c.SessionId, c.GivenAt, c.WithdrawnAt)).ShouldBe([(second.PublicId, given.AddHours(1), null), (first.PublicId, given, given.AddHours(1))]);
    }

    [Theory]
    [InlineData("pdf, identified")]
    [InlineData("csv xlsx in an archive, de-identified")]
    [InlineData("csv fhir.json in an archive, identified, 0f8fad5bd9cb469fa16570867728950e")]
    [InlineData("everything")]
    public void A_note_is_read_as_it_was_written(string written) => ExportNote.Read(written)!.ToString().ShouldBe(written);

    [Theory]
    [InlineData(null)]
    [InlineData("something else")]
    [InlineData(", identified")]
    [InlineData("pdf, identified, 0f8fad5bd9cb469fa16570867728950e")]
    [InlineData("csv in an archive, identified, something else")]
    [InlineData("csv in an archive, identified, 0f8fad5bd9cb469fa16570867728950e, more")]
    public void Words_that_are_no_note_are_none(string? written) => ExportNote.Read(written).ShouldBeNull();

    private static Task ExportAsync(ClinicOnDisk clinic, ClinicOnDisk.Planned by, string kind, Guid subject, ExportNote note) =>
        clinic.Audit.RecordAsync(new AuditEntry(AuditAction.Export, by.Scope.StaffId, kind, $"{subject}", $"{note}"), Cancel);
}
