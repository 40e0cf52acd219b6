using FerCare.Affect;
using FerCare.Clinic.Access;
using FerCare.Clinic.Findings;
using FerCare.Clinic.Joining;
using FerCare.Clinic.Patients;
using FerCare.Clinic.Sessions;
using FerCare.Clinic.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace FerCare.Web.Tests;

/// <summary>Patients and sessions in a running app, made through the clinic's own classes.</summary>
public static class ClinicInApp
{
    public static async Task<Guid> AdmitAsync(this RunningApp app, CareScope scope, string name = "Sample patient")
    {
        var register = app.Services.GetRequiredService<PatientRegister>();
        var team = (await register.TeamsAsync(scope)).Single();
        return await register.CreateAsync(scope, new NewPatient(team.Id, name, $"T-{Guid.NewGuid():N}"[..12], 1980));
    }

    public static async Task<SessionRow> PlanAsync(this RunningApp app, CareScope scope, Guid patient) =>
        await app.Services.GetRequiredService<SessionSchedule>().CreateAsync(scope, patient, SessionContext.Rest, TimeProvider.System.GetUtcNow());

    /// <summary>A session of that many seconds with one calm face, ended and assessed.</summary>
    public static async Task<SessionRow> HoldAsync(this RunningApp app, CareScope scope, Guid patient, int seconds = 12)
    {
        var session = await app.PlanAsync(scope, patient);
        await app.Services.GetRequiredService<ConsentLedger>().GiveAsync(session.Id, ConsentText.Current);
        var course = app.Services.GetRequiredService<SessionCourse>();
        await course.BeginAsync(session.Id, "synthetic");
        var journal = app.Services.GetRequiredService<SessionJournal>();
        var calm = new EmotionProbabilities(0.05f, 0.05f, 0.05f, 0.1f, 0.1f, 0.05f, 0.6f);
        for (var ms = 0; ms < seconds * 1000; ms += 200)
        {
            journal.TryAppend(session.Id, new FrameSample(ms, QualityIssue.None, new FaceBox(100, 80, 120, 120), 0.3, 0.3, new HeadPose(0, 0, 0), 0.01));
            journal.TryAppend(session.Id, new EmotionSample(ms, QualityIssue.None, calm));
        }

        await course.EndAsync(session.Id, seconds * 1000);
        await app.Services.GetRequiredService<SessionAssessment>().ConcludeAsync(session.Id);
        return session;
    }
}
