using FerCare.Clinic.Access;
using FerCare.Clinic.Audit;
using FerCare.Clinic.Findings;
using FerCare.Clinic.Patients;
using FerCare.Clinic.Sessions;
using FerCare.Clinic.Storage;
using FerCare.Reports;
using FerCare.Web.Accounts;
using FerCare.Web.Limits;
using FerCare.Web.Reporting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace FerCare.Web.ReadApi;

/// <summary>
/// Reading for programs: patients, sessions, timelines, findings and exports, with a token of a clinician, limited to that clinician's care teams,
/// de-identified unless the token was issued otherwise. Nothing can be changed through it; each reading is recorded.
/// </summary>
public static class ReadApiFeature
{
    /// <summary>Most entries in a page of a list.</summary>
    public const int MostItems = 200;

    public static void AddReadApi(this WebApplicationBuilder builder)
    {
        builder.Services.AddAuthentication().AddScheme<AuthenticationSchemeOptions, TokenSignIn>(TokenSignIn.SchemeName, null);
        builder.Services.AddOpenApi("v1", options =>
        {
            options.ShouldInclude = route => route.RelativePath?.StartsWith("api/v1/", StringComparison.Ordinal) == true;
            options.AddDocumentTransformer(Describe);
        });
    }

    public static void MapReadApi(this WebApplication app)
    {
        app.MapOpenApi("/api/v1/openapi.json").RequireAuthorization(p => p.AddAuthenticationSchemes(TokenSignIn.SchemeName, IdentityConstants.ApplicationScheme).RequireRole(Roles.Clinician));
        var api = app.MapGroup("/api/v1").RequireAuthorization(p => p.AddAuthenticationSchemes(TokenSignIn.SchemeName).RequireRole(Roles.Clinician));
        api.MapGet("/patients", PatientsAsync).Produces<Page<PatientLine>>().WithSummary("The patients of the owner's care teams.");
        api.MapGet("/sessions", SessionsAsync).Produces<Page<SessionLine>>().WithSummary("Sessions, oldest first: all, or those of one patient by pseudonym.");
        api.MapGet("/sessions/{id:guid}", SessionAsync).Produces<SessionLine>().WithSummary("One session.");
        api.MapGet("/sessions/{id:guid}/timeline", TimelineAsync).Produces<IReadOnlyList<TimelinePart>>().WithSummary("The seven expressions over time, in at most as many parts as asked for.");
        api.MapGet("/sessions/{id:guid}/findings", FindingsAsync).Produces<IReadOnlyList<FindingLine>>().WithSummary("What the indices say about a session, with components and evidence.");
        api.MapGet("/sessions/{id:guid}/export/{format}", ExportAsync).WithSummary("The session as a file: pdf, xlsx, csv, parts.csv, codebook.csv, fhir.json or json.")
            .WithDescription("Findings, timeline, markers, questionnaires and signals; csv has a row for each sample, parts.csv one for each part and signal, codebook.csv explains the columns. Words and authors of notes only where the token reads identities.").WithMetadata(new ExportRequest());
    }

    private static Task Describe(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancel)
    {
        document.Info = new OpenApiInfo { Title = "FerCare, reading for programs", Version = "1", Description = $"{SessionReport.Disclaimer} De-identified unless the token was issued otherwise." };
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme> { [TokenSignIn.SchemeName] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer" } };
        document.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(TokenSignIn.SchemeName, document)] = [] }];
        return Task.CompletedTask;
    }

    private static async Task<IResult> PatientsAsync(HttpContext context, PatientRegister register, AuditTrail audit, int skip = 0, int limit = 50)
    {
        if (Mistake(skip, limit) is { } mistake) return mistake;
        var asked = await Asked.NoteAsync(context, audit, "list", "patients");
        var all = await register.ListAsync(asked.Scope, context.RequestAborted);
        return Cut(all.Select(p => PatientLine.Of(p, asked.Identified)).OrderBy(p => p.Patient, StringComparer.Ordinal).ToList(), skip, limit);
    }

    private static async Task<IResult> SessionsAsync(HttpContext context, PatientRegister register, SessionSchedule schedule, AuditTrail audit, TimeProvider time, string? patient = null, int skip = 0, int limit = 50)
    {
        if (Mistake(skip, limit) is { } mistake) return mistake;
        var asked = await Asked.NoteAsync(context, audit, "list", "sessions");
        var lines = new List<SessionLine>();
        foreach (var one in (await register.ListAsync(asked.Scope, context.RequestAborted)).Where(p => patient is null || ReportSubject.Pseudonymous(p.Id).Name == patient))
            lines.AddRange((await schedule.ForPatientAsync(asked.Scope, one.Id, context.RequestAborted)).Where(s => SessionLine.IsToldOf(s, asked.Identified)).Select(s => SessionLine.Of(s, asked.Identified, time.LocalTimeZone)));
        return Cut(lines.OrderBy(l => l.ScheduledAt).ThenBy(l => l.Id).ToList(), skip, limit);
    }

    private static async Task<IResult> SessionAsync(Guid id, HttpContext context, SessionSchedule schedule, AuditTrail audit, TimeProvider time)
    {
        var asked = Asked.Of(context);
        if (await schedule.FindAsync(asked.Scope, id, context.RequestAborted) is not { } session || !SessionLine.IsToldOf(session, asked.Identified)) return NoSuchSession();
        await asked.NoteAsync(audit, "session", id);
        return TypedResults.Ok(SessionLine.Of(session, asked.Identified, time.LocalTimeZone));
    }

    private static async Task<IResult> TimelineAsync(Guid id, HttpContext context, SessionArchive archive, AuditTrail audit, int points = 360)
    {
        if (points is < 1 or > SessionArchive.MostPoints) return Refused($"points: expected 1 to {SessionArchive.MostPoints}, found {points}.");
        var asked = Asked.Of(context);
        if (await archive.TiersAsync(asked.Scope, id, points, context.RequestAborted) is not { } tier) return NoSuchSession();
        await asked.NoteAsync(audit, "session", id);
        return TypedResults.Ok(tier.Bins.Select(TimelinePart.Of).ToList());
    }

    private static async Task<IResult> FindingsAsync(Guid id, HttpContext context, SessionSchedule schedule, SessionAssessment assessment, AuditTrail audit)
    {
        var asked = Asked.Of(context);
        if (await schedule.FindAsync(asked.Scope, id, context.RequestAborted) is null) return NoSuchSession();
        await asked.NoteAsync(audit, "session", id);
        return TypedResults.Ok((await assessment.FindingsAsync(asked.Scope, id, context.RequestAborted)).Select(FindingLine.Of).ToList());
    }

    private static async Task<IResult> ExportAsync(Guid id, string format, HttpContext context, IEnumerable<IReportWriter> writers, SessionReportBuilder reports, AuditTrail audit)
    {
        if (writers.FirstOrDefault(w => w.Extension == format) is not { } writer) return Refused($"format: expected {string.Join(", ", writers.Select(w => w.Extension))}, found {format}.");
        return await ReportingFeature.ExportAsync(writer, id, Asked.Of(context).Identified, context, reports, audit);
    }

    private static IResult Cut<T>(IReadOnlyList<T> all, int skip, int limit) => TypedResults.Ok(new Page<T>(all.Count, skip, [.. all.Skip(skip).Take(limit)]));

    private static IResult? Mistake(int skip, int limit) => skip < 0 ? Refused($"skip: expected 0 or more, found {skip}.")
        : limit is < 1 or > MostItems ? Refused($"limit: expected 1 to {MostItems}, found {limit}.") : null;

    private static IResult NoSuchSession() => TypedResults.Problem("There is no such session, or it belongs to another care team.", statusCode: StatusCodes.Status404NotFound);

    private static IResult Refused(string why) => TypedResults.Problem(why, statusCode: StatusCodes.Status400BadRequest);

    /// <summary>On whose behalf a program asks.</summary>
    private sealed record Asked(CareScope Scope, bool Identified)
    {
        public static Asked Of(HttpContext context) => new(context.User.CareScope(), TokenSignIn.ReadsIdentities(context.User));

        public static async Task<Asked> NoteAsync(HttpContext context, AuditTrail audit, string kind, string what)
        {
            var asked = Of(context);
            await audit.RecordAsync(new AuditEntry(AuditAction.ReadByProgram, asked.Scope.StaffId, kind, what));
            return asked;
        }

        public Task NoteAsync(AuditTrail audit, string kind, Guid id) => audit.RecordAsync(new AuditEntry(AuditAction.ReadByProgram, Scope.StaffId, kind, id.ToString()));
    }
}
