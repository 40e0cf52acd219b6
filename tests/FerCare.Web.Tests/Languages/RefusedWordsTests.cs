using FerCare.Clinic.Access;
using FerCare.Clinic.Findings;
using FerCare.Clinic.Instruments;
using FerCare.Clinic.Rights;
using FerCare.Clinic.Sealing;
using FerCare.Clinic.Sessions;
using FerCare.Vision.Decoding;
using FerCare.Web.Accounts;
using FerCare.Web.Imports;
using FerCare.Web.Languages;
using FerCare.Web.Reporting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;

namespace FerCare.Web.Tests.Languages;

/// <summary>Whatever the program refuses is told to a reader of German in German.</summary>
public sealed class RefusedWordsTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_a_clinic_may_not_do_yet_is_told_in_German()
    {
        await using var app = await RunningApp.StartAsync();
        var north = await app.HireAsync("north", "Team North");
        var patient = await app.AdmitAsync(north);
        var session = await app.PlanAsync(north, patient);
        var switches = app.Services.GetRequiredService<InstrumentSwitches>();
        var future = TimeProvider.System.GetUtcNow().AddDays(1);
        var now = TimeProvider.System.GetUtcNow();

        Exception[] refused =
        [
            await RefusedAsync(() => switches.SwitchOnAsync("phq-9", false, north.StaffId, Cancel)),
            await RefusedAsync(() => switches.SwitchOnAsync("pss-4", true, north.StaffId, Cancel)),
            await RefusedAsync(() => switches.SwitchOnAsync("none", true, north.StaffId, Cancel)),
            await RefusedAsync(() => app.Services.GetRequiredService<FormPlan>().PlanAsync(north, session.PublicId, [new FormChoice("phq-9", FormOccasion.BeforeSession)], Cancel)),
            await RefusedAsync(() => app.Services.GetRequiredService<PatientBaselines>().ResetAsync(north, patient, SessionContext.Rest, "", Cancel)),
            await RefusedAsync(() => app.Services.GetRequiredService<PatientBaselines>().ResetAsync(north, patient, SessionContext.Rest, new string('x', 5_000), Cancel)),
            await RefusedAsync(() => app.Services.GetRequiredService<PatientBaselines>().ResetAsync(north, patient, SessionContext.Rest, "one\u0007two", Cancel)),
            await RefusedAsync(() => app.Services.GetRequiredService<PatientErasure>().EraseAsync(north, patient, "another number", Cancel)),
            await RefusedAsync(() => app.Services.GetRequiredService<PatientErasure>().EraseAsync(north, Guid.NewGuid(), "a number", Cancel)),
            await RefusedAsync(() => app.Services.GetRequiredService<Reassessment>().AssessSessionAsync(north, session.PublicId, cancel: Cancel)),
            await RefusedAsync(() => app.Services.GetRequiredService<RecordingVault>().TakeAsync(new MemoryStream("no film"u8.ToArray()), new Progress<long>(), Cancel)),
            await RefusedAsync(() => Task.FromResult(new RecordingAbout(patient, SessionContext.Rest, future, now, now))),
            await RefusedAsync(() => Task.FromResult(new RecordingAbout(patient, SessionContext.Rest, now, future, now))),
            new FindingChangedException(), new ArchiveRefusedException(), new ErasureRefusedException(), new FilmRefusedException("expected a film"), new PatientKeysMissingException("keys", "none"), new IOException("No space left on device"),
            new Microsoft.EntityFrameworkCore.DbUpdateException("database is locked"), new InvalidOperationException("Nobody has thought of this."),
        ];

        var words = app.Services.GetRequiredService<IStringLocalizer>();
        foreach (var problem in refused)
        {
            var german = Reading.In("de", () => words.Refused(problem));
            german.ShouldNotBe(Reading.In("en", () => words.Refused(problem)));
            german.ShouldNotContain("expected");
            // A sentence that is only known in general would be of no help to those who can put it right.
            if (problem is not InvalidOperationException) german.ShouldNotBe("Das wurde abgelehnt. Laden Sie die Seite neu und versuchen Sie es noch einmal.", problem.Message);
        }

        Reading.In("de", () => words.Refused(refused[0])).ShouldBe("PHQ-9: Zuerst braucht es den Krisentext und die Telefonnummer der Klinik.");
        Reading.In("de", () => words.Refused(refused[4])).ShouldBe("Grund für einen neuen Ausgangswert: Hier fehlt ein Text.");
        Reading.In("en", () => words.Refused(refused[^1])).ShouldNotContain("Nobody has thought of this.");
        foreach (var missing in (await switches.AllAsync(Cancel)).Select(r => r.Missing).OfType<string>()) Reading.In("de", () => words.Refused(missing)).ShouldNotBe(missing);
    }

    [Fact]
    public async Task What_stands_against_an_account_is_told_in_German()
    {
        await using var app = await RunningApp.StartAsync();
        await app.HireAsync("north", "Team North");
        var staff = app.Services.GetRequiredService<StaffRegister>();
        NewAccount[] wrong =
        [
            new("south", "", "a sentence of my own", [Roles.Clinician]), new("south", new string('x', 121), "a sentence of my own", [Roles.Clinician]), new("south", "South", "a sentence of my own", []),
            new("south", "South", "short", [Roles.Clinician]), new("south", "South", "password1", [Roles.Clinician]), new("north", "North again", "a sentence of my own", [Roles.Clinician]),
            new("no spaces", "South", "a sentence of my own", [Roles.Clinician]),
        ];

        var words = app.Services.GetRequiredService<IStringLocalizer>();
        foreach (var account in wrong)
        {
            var problems = (await staff.CreateAsync(account, actor: null)).Problems;
            problems.ShouldNotBeEmpty();
            foreach (var problem in problems)
            {
                Reading.In("de", () => words.Refused(problem)).ShouldNotBe(problem);
                Reading.In("en", () => words.Refused(problem)).ShouldBe(problem);
            }
        }
    }

    private static async Task<Exception> RefusedAsync(Func<Task> act) => await Record.ExceptionAsync(act) ?? throw new InvalidOperationException("Expected a refusal, found none.");
}
