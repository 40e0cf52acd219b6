using System.IO.Compression;
using FerCare.Affect.Indicators;
using FerCare.Clinic.Access;
using FerCare.Clinic.Findings;
using FerCare.Clinic.Joining;
using FerCare.Clinic.Patients;
using FerCare.Clinic.Rights;
using FerCare.Clinic.Sessions;
using FerCare.Clinic.Storage;
using FerCare.Clinic;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace FerCare.Reports.Tests;

/// <summary>Reports of a session that went through the clinic's own records, on a database in a folder of its own.</summary>
public sealed class SessionReportBuilderTests : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("fercare-reports-").FullName;
    private readonly ClinicClock clock = new();
    private readonly ServiceProvider services;
    private CareScope scope;
    private Guid publicId;

    public SessionReportBuilderTests()
    {
        var collection = new ServiceCollection();
        collection.AddSingleton<TimeProvider>(clock);
        collection.AddClinic(Path.Combine(folder, "clinic.db"));
        collection.AddSingleton<SessionReportBuilder>();
        collection.AddSingleton<ReportArchive>();
        services = collection.BuildServiceProvider();
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await ClinicStorage.MigrateAsync(services, Cancel);
        await Get<SessionJournal>().StartAsync(Cancel);
        scope = await ClinicianOf("North");
        var team = (await Get<PatientRegister>().TeamsAsync(scope, Cancel)).Single().Id;
        var patient = await Get<PatientRegister>().CreateAsync(scope, new NewPatient(team, "Sample patient D", "S-0004", 1971), Cancel);
        var session = await Get<SessionSchedule>().CreateAsync(scope, patient, SessionContext.Reading, Get<TimeProvider>().GetUtcNow(), Cancel);
        publicId = session.PublicId;
        await Get<ConsentLedger>().GiveAsync(session.Id, ConsentText.Current, Cancel);
        await Get<SessionCourse>().BeginAsync(session.Id, "test network", Cancel);
        foreach (var frame in SampleReport.Series(still: false).Frames.Where(f => f.TimeMs < 60_000)) await Get<SessionJournal>().AppendAsync(session.Id, frame, Cancel);
        foreach (var emotion in SampleReport.Series(still: false).Emotions.Where(e => e.TimeMs < 60_000)) await Get<SessionJournal>().AppendAsync(session.Id, emotion, Cancel);
        await Get<SessionJournal>().FlushAsync(Cancel);
        await Get<SessionCourse>().EndAsync(session.Id, 60_000, Cancel);
        await Get<SessionAssessment>().ConcludeAsync(session.Id, Cancel);
        await Get<TimelineNotes>().SetAsync(scope, publicId, 20_000, MarkerKind.Tearful, "Spoke of the move.", Cancel);
    }

    [Fact]
    public async Task A_report_gathers_everything_the_clinic_has_on_a_session()
    {
        var report = (await Get<SessionReportBuilder>().BuildAsync(scope, publicId, identified: true, Cancel)).ShouldNotBeNull();
        report.Subject.ShouldBe(new("Sample patient D", "S-0004", 1971, false));
        report.Session.Context.ShouldBe(SessionContext.Reading);
        report.Session.ModelVersion.ShouldBe("test network");
        report.Consents.Single().WithdrawnAt.ShouldBeNull();
        report.Coverage.ShouldNotBeNull().ValidSeconds.ShouldBe(60, 1);
        report.Series.Emotions.Count.ShouldBe(375);
        report.Timeline.Count.ShouldBe(120);
        report.Findings.Select(f => f.Finding.Kind).ShouldBe([IndicatorKind.DepressionPattern, IndicatorKind.StressPattern]);
        report.Findings.ShouldAllBe(f => f.Finding.Status == FindingStatus.Withheld);
        report.Signals.ShouldNotBeNull().IsValid.ShouldBeFalse();
        report.Events.ShouldContain(e => e.Kind == SessionEventKind.Ended);
        report.Notes.ShouldBe([new(20_000, MarkerKind.Tearful, "Spoke of the move.", "Clinician of North", Get<TimeProvider>().GetUtcNow().ToOffset(TimeSpan.FromHours(1)))]);
        report.Scores.Depression.Concat(report.Scores.Stress).Select(s => s.BesideSession)
            .ShouldBe(["Last PHQ-9: none yet", "Last GAD-7: none yet", "Last PSS-10: none yet", "Last GAD-7: none yet"]);
    }

    [Fact]
    public async Task Times_are_those_of_the_clinic() =>
        (await Get<SessionReportBuilder>().BuildAsync(scope, publicId, identified: true, Cancel))!.Session.StartedAt!.Value.Offset.ShouldBe(TimeSpan.FromHours(1));

    [Fact]
    public async Task A_pseudonymous_report_carries_no_identity()
    {
        var report = (await Get<SessionReportBuilder>().BuildAsync(scope, publicId, identified: false, Cancel))!;
        report.Subject.IsPseudonym.ShouldBeTrue();
        report.Subject.RecordNumber.ShouldBeNull();
        report.Subject.BirthYear.ShouldBeNull();
        report.Subject.Name.ShouldNotContain("Sample");
        report.Notes.ShouldBe([new(20_000, MarkerKind.Tearful, null, null, null)]);
    }

    [Fact]
    public async Task Another_care_team_gets_no_report() =>
        (await Get<SessionReportBuilder>().BuildAsync(await ClinicianOf("South"), publicId, identified: true, Cancel)).ShouldBeNull();

    [Fact]
    public async Task The_list_of_an_archive_tells_at_its_end_what_a_clinician_made_of_each_finding()
    {
        var depression = (await Get<SessionAssessment>().FindingsAsync(scope, publicId, Cancel)).Single(f => f.Finding.Kind == IndicatorKind.DepressionPattern);
        await Get<FindingReviews>().ReviewAsync(scope, depression.Id, ReviewStep.Dismissed, "The camera stood higher than before.", ReviewState.Preliminary, Cancel);
        using var file = new MemoryStream();

        await Get<ReportArchive>().WriteAsync(scope, new ArchiveOrder([publicId], [], Identified: true), file, cancel: Cancel);

        file.Position = 0;
        using var zip = new ZipArchive(file);
        using var list = new StreamReader(zip.GetEntry("sessions.csv").ShouldNotBeNull().Open());
        var lines = (await list.ReadToEndAsync(Cancel)).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        lines.Length.ShouldBe(2);
        lines[0].ShouldEndWith(",notice,depression_review,stress_review,samples_erased,samples_erased_at");
        lines[1].ShouldEndWith(",dismissed,preliminary,,");
    }

    [Fact]
    public async Task When_the_samples_are_erased_the_timeline_and_the_coverage_are_those_that_are_still_stored()
    {
        var before = (await Get<SessionReportBuilder>().BuildAsync(scope, publicId, identified: true, Cancel))!;
        clock.Later = TimeSpan.FromDays(732);
        (await Get<Retention>().EnforceAsync(Cancel)).Samples.ShouldBe(1);

        var after = (await Get<SessionReportBuilder>().BuildAsync(scope, publicId, identified: true, Cancel)).ShouldNotBeNull();

        after.Series.Emotions.ShouldBeEmpty();
        (after.Session.SamplesErasedBecause, after.Session.SamplesErasedAt).ShouldBe((ErasedBecause.Retention, clock.GetUtcNow().ToOffset(TimeSpan.FromHours(1))));
        after.Timeline.Count.ShouldBe(60);
        after.Timeline.ShouldAllBe(part => part.Mean != null && part.ValidShare > 0.9);
        after.Timeline.Average(part => part.Mean![Affect.Emotion.Happy]).ShouldBe(before.Timeline.Average(part => part.Mean![Affect.Emotion.Happy]), 0.01f);
        after.Coverage.ShouldNotBeNull().ValidShare.ShouldBe(before.Coverage!.Value.ValidShare, 0.01);
        after.Coverage!.Value.ValidSeconds.ShouldBe(before.Coverage!.Value.ValidSeconds, 1);
        after.Parts.ShouldBeNull("parts cannot be told without samples");
        after.Signals.ShouldNotBeNull();
        after.Findings.Count.ShouldBe(before.Findings.Count);
        var bare = (await Get<SessionReportBuilder>().BuildAsync(scope, publicId, identified: false, Cancel))!;
        (bare.Session.SamplesErasedBecause, bare.Session.SamplesErasedAt).ShouldBe((ErasedBecause.Retention, null), "one day for all would tell their shifts apart");
        (await ListAsync()).ShouldEndWith(",retention,2028-03-05T10:15:00+01:00");
    }

    [Fact]
    public async Task When_everything_worked_out_has_gone_as_well_nothing_is_told_of_coverage_or_timeline()
    {
        clock.Later = TimeSpan.FromDays(3654);
        (await Get<Retention>().EnforceAsync(Cancel)).Findings.ShouldBe(1);

        var report = (await Get<SessionReportBuilder>().BuildAsync(scope, publicId, identified: true, Cancel)).ShouldNotBeNull();

        (report.Coverage, report.Signals, report.Parts).ShouldBe((null, null, null));
        report.Timeline.ShouldBeEmpty();
        (await ListAsync()).ShouldContain(",60000,,,,,,");
    }

    [Fact]
    public async Task What_a_patient_had_erased_when_withdrawing_is_told_as_erased_and_not_as_unusable()
    {
        await Get<SessionCourse>().WithdrawAsync(scope, publicId, Cancel);
        await Get<SampleErasure>().EraseWithdrawnAsync(scope, publicId, Cancel);

        var report = (await Get<SessionReportBuilder>().BuildAsync(scope, publicId, identified: true, Cancel)).ShouldNotBeNull();

        (report.Session.State, report.Session.SamplesErasedBecause).ShouldBe((SessionState.Withdrawn, ErasedBecause.Withdrawn));
        (report.Coverage, report.Signals, report.Parts).ShouldBe((null, null, null));
        report.Timeline.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_session_whose_consent_was_taken_back_is_in_no_export_of_several()
    {
        (await Get<SessionSchedule>().HeldAsync(scope, null, null, null, Cancel)).ShouldBe([publicId]);

        await Get<SessionCourse>().WithdrawAsync(scope, publicId, Cancel);

        (await Get<SessionSchedule>().HeldAsync(scope, null, null, null, Cancel)).ShouldBeEmpty();
        (await Get<SessionReportBuilder>().BuildAsync(scope, publicId, identified: true, Cancel)).ShouldNotBeNull().Session.State.ShouldBe(SessionState.Withdrawn);
    }

    public async ValueTask DisposeAsync()
    {
        await Get<SessionJournal>().StopAsync(CancellationToken.None);
        // Only this clinic's own: other classes run beside this one.
        await using (var context = await Get<IDbContextFactory<ClinicContext>>().CreateDbContextAsync(CancellationToken.None))
        {
            using var own = new SqliteConnection(context.Database.GetConnectionString());
            SqliteConnection.ClearPool(own);
        }

        await services.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>The one line below the header of an archive's list.</summary>
    private async Task<string> ListAsync()
    {
        using var file = new MemoryStream();
        await Get<ReportArchive>().WriteAsync(scope, new ArchiveOrder([publicId], [], Identified: true), file, cancel: Cancel);
        file.Position = 0;
        using var zip = new ZipArchive(file);
        using var list = new StreamReader(zip.GetEntry("sessions.csv").ShouldNotBeNull().Open());
        return (await list.ReadToEndAsync(Cancel)).Split("\r\n", StringSplitOptions.RemoveEmptyEntries)[1];
    }

    private T Get<T>() where T : notnull => services.GetRequiredService<T>();

    private async Task<CareScope> ClinicianOf(string team)
    {
        var id = Guid.NewGuid();
        await using (var context = await Get<IDbContextFactory<ClinicContext>>().CreateDbContextAsync(Cancel))
        {
            context.Users.Add(new StaffAccount { Id = id, UserName = $"{id}", DisplayName = $"Clinician of {team}" });
            await context.SaveChangesAsync(Cancel);
        }

        await Get<CareTeams>().JoinAsync(await Get<CareTeams>().CreateAsync(team, null, Cancel), id, null, Cancel);
        return new CareScope(id);
    }

    /// <summary>One instant, unless moved, an hour east of Greenwich; timers run on, so that the journal commits.</summary>
    private sealed class ClinicClock : TimeProvider
    {
        public override TimeZoneInfo LocalTimeZone { get; } = TimeZoneInfo.CreateCustomTimeZone("clinic", TimeSpan.FromHours(1), "clinic", "clinic");

        public TimeSpan Later { get; set; }

        public override DateTimeOffset GetUtcNow() => new DateTimeOffset(2026, 3, 4, 9, 15, 0, TimeSpan.Zero) + Later;
    }
}
