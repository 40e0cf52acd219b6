using FerCare.Clinic.Access;
using FerCare.Clinic.Findings;
using FerCare.Clinic.Instruments;
using FerCare.Clinic.Patients;
using FerCare.Clinic.Sessions;
using FerCare.Clinic.Tests.Findings;
using FerCare.Clinic.Tests.Instruments;
using Microsoft.EntityFrameworkCore;

namespace FerCare.Clinic.Tests.Rights;

/// <summary>A patient with something in every table, whose texts occur nowhere else in the world.</summary>
internal sealed record CanaryPatient(ClinicOnDisk.Planned First, IReadOnlyList<ClinicOnDisk.Planned> Held)
{
    public const string Name = "Canary Zwitscherlein-7f3a", Number = "CNR-0xC0FFEE", Year = "1937", Note = "canary annotation quokka", Dismissal = "canary dismissal axolotl",
        Reason = "canary reason pangolin", Acknowledgement = "canary acknowledgement narwhal", Emergency = "canary emergency wombat", Remark = "canary remark okapi";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Everything that must not be found on the disk once the patient is erased.</summary>
    public IReadOnlyList<string> Traces =>
        [Name, Number, Note, Dismissal, Reason, Acknowledgement, Emergency, Remark, "Zwitscherlein", $"{First.PatientId}", $"{First.PatientId}".ToUpperInvariant(), $"{First.PatientId:N}", $"{First.PatientId:N}".ToUpperInvariant()];

    public static async Task<CanaryPatient> AdmitAsync(ClinicOnDisk clinic)
    {
        var (scope, team) = await clinic.ClinicianAsync();
        var id = await clinic.Patients.CreateAsync(scope, new NewPatient(team, Name, Number, int.Parse(Year)), Cancel);
        var first = await clinic.PlannedAsync(scope, id);
        await clinic.Links.IssueAsync(scope, first.Id, Cancel);
        await clinic.UsePhqAsync();
        await clinic.Get<FormPlan>().PlanAsync(scope, first.PublicId, [new FormChoice("phq-9", FormOccasion.BeforeSession)], Cancel);
        await clinic.AnswerAsync(first, "9", 2);
        await clinic.Get<SafetyAlerts>().AcknowledgeAsync(scope, (await clinic.AlertsAsync(scope)).Single().Id, Acknowledgement, Cancel);
        var held = new List<ClinicOnDisk.Planned>();
        for (var i = 0; i < 4; i++) held.Add(await clinic.HoldAsync(first));
        await clinic.MarkAsync(held[0], 100_000, SessionContext.Reading);
        var finding = (await clinic.Assessment.FindingsAsync(scope, held[3].PublicId, Cancel))[0];
        var reviews = clinic.Get<FindingReviews>();
        await reviews.ReviewAsync(scope, finding.Id, ReviewStep.Annotated, Note, ReviewState.Preliminary, Cancel);
        await reviews.ReviewAsync(scope, finding.Id, ReviewStep.Dismissed, Dismissal, ReviewState.Preliminary, Cancel);
        await clinic.Get<PatientBaselines>().ResetAsync(scope, id, SessionContext.Rest, Reason, Cancel);
        await clinic.Get<TimelineNotes>().SetAsync(scope, held[0].PublicId, 5_000, MarkerKind.Plain, Remark, Cancel);
        var (helper, _) = await clinic.ClinicianAsync("East");
        await clinic.Get<EmergencyAccesses>().OpenAsync(helper, Number, null, Emergency, Cancel);
        return new CanaryPatient(first, held);
    }

    /// <summary>The tables of the model whose rows hang on a patient, however long the way.</summary>
    public static async Task<IReadOnlyList<string>> TablesAsync(ClinicOnDisk clinic)
    {
        await using var context = await clinic.ContextAsync();
        var entities = context.Model.GetEntityTypes().ToList();
        var own = entities.Where(e => e.ClrType == typeof(Patient)).ToHashSet();
        while (entities.Any(e => !own.Contains(e) && e.GetForeignKeys().Any(f => own.Contains(f.PrincipalEntityType))))
            own.UnionWith(entities.Where(e => e.GetForeignKeys().Any(f => own.Contains(f.PrincipalEntityType))));
        return [.. own.Select(e => e.GetTableName()!).Concat(["frame_samples", "emotion_samples", "emotion_rollups"]).Order()];
    }
}
