using FerCare.Clinic.Access;
using FerCare.Clinic.Audit;
using FerCare.Clinic.Storage;
using FerCare.Reports;
using FerCare.Reports.Csv;
using FerCare.Reports.Dossiers;
using FerCare.Reports.Fhir;
using FerCare.Reports.Json;
using FerCare.Reports.Pdf;
using FerCare.Reports.Xlsx;
using FerCare.Web.Accounts;
using FerCare.Web.Languages;
using FerCare.Web.Limits;
using FerCare.Web.Monitoring;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Localization;

namespace FerCare.Web.Reporting;

/// <summary>
/// Sessions as files: one session in every format, and archives of several, without an identity unless it is asked for. And everything about one
/// patient as a ZIP file.
/// </summary>
public static class ReportingFeature
{
    public static void AddReporting(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<SessionReportBuilder>();
        builder.Services.AddSingleton<ReportArchive>();
        builder.Services.AddSingleton<ArchiveDesk>();
        builder.Services.AddSingleton<FileOrders>();
        builder.Services.AddSingleton<IReportWriter, PdfReportWriter>();
        builder.Services.AddSingleton<IReportWriter, XlsxReportWriter>();
        builder.Services.AddSingleton<IReportWriter, CsvReportWriter>();
        builder.Services.AddSingleton<IReportWriter, PartCsvWriter>();
        builder.Services.AddSingleton<IReportWriter, CodebookWriter>();
        builder.Services.AddSingleton<IReportWriter, FhirReportWriter>();
        builder.Services.AddSingleton<IReportWriter, JsonReportWriter>();
    }

    public static void MapReporting(this WebApplication app)
    {
        foreach (var writer in app.Services.GetServices<IReportWriter>())
        {
            app.MapGet($"/sessions/{{publicId:guid}}/report.{writer.Extension}", (Guid publicId, HttpContext context, SessionReportBuilder reports, AuditTrail audit, FileOrders orders, Guid? order = null, bool identified = false) =>
                ExportAsync(writer, publicId, identified, context, reports, audit, orders.Find(order))).RequireAuthorization(policy => policy.RequireRole(Roles.Clinician)).WithMetadata(new ExportRequest());
        }

        app.MapGet("/exports/{id:guid}", FetchAsync).RequireAuthorization(policy => policy.RequireRole(Roles.Clinician)).WithMetadata(new ExportRequest());
        app.MapGet("/patients/{patientId:guid}/export.zip", ExportPatientAsync).RequireAuthorization(policy => policy.RequireRole(Roles.Clinician)).WithMetadata(new ExportRequest());
    }

    private static async Task<IResult> FetchAsync(Guid id, HttpContext context, ArchiveDesk desk, IStringLocalizer words)
    {
        try
        {
            return await desk.TakeAsync(id, context.User.CareScope(), context.RequestAborted) is var (file, name) ? Results.File(file, "application/zip", name) : Results.NotFound();
        }
        catch (ArchiveRefusedException refused)
        {
            return Results.Text(words.Refused(refused), statusCode: StatusCodes.Status410Gone);
        }
    }

    private static async Task<IResult> ExportPatientAsync(Guid patientId, HttpContext context, PatientDossiers dossiers, AuditTrail audit)
    {
        var scope = context.User.CareScope();
        using var step = Traces.Export("everything");
        using var dossier = await dossiers.OpenAsync(scope, patientId, context.RequestAborted);
        if (dossier is null) return Results.NotFound();
        // Written down before the first byte leaves.
        await audit.RecordAsync(new AuditEntry(AuditAction.Export, scope.StaffId, "patient", patientId.ToString(), ExportNote.Everything.ToString()));
        context.Response.ContentType = DossierWriter.ContentType;
        context.Response.Headers.ContentDisposition = $"attachment; filename=\"patient-export-{dossier.At:yyyyMMdd-HHmm}.zip\"";
        // The file may be larger than memory should be asked for, and a copy on the disk would have to be erased again: it is written straight to the wire.
        context.Features.Get<IHttpBodyControlFeature>()!.AllowSynchronousIO = true;
        await Task.Run(() => DossierWriter.Write(dossier, context.Response.Body), context.RequestAborted);
        return Results.Empty;
    }

    /// <summary>One session as a file; the export is recorded. Whoever leaves or cancels stops the making, and nothing is recorded.</summary>
    /// <param name="order">Of the page that asks; null for a program.</param>
    internal static async Task<IResult> ExportAsync(IReportWriter writer, Guid publicId, bool identified, HttpContext context, SessionReportBuilder reports, AuditTrail audit, FileOrder? order = null)
    {
        var scope = context.User.CareScope();
        using var step = Traces.Export(writer.Extension);
        using var making = order?.Begin(writer.Extension, context.RequestAborted);
        var stop = making?.Stop ?? context.RequestAborted;
        try
        {
            if (await reports.BuildAsync(scope, publicId, identified, stop) is not { } report) return Results.NotFound();
            using var file = new MemoryStream();
            // A long session takes seconds in some formats.
            writer.Write(report, file, stop);
            // Written down before the first byte leaves.
            await audit.RecordAsync(new AuditEntry(AuditAction.Export, scope.StaffId, "session", publicId.ToString(), new ExportNote([writer.Extension], InArchive: false, identified).ToString()));
            making?.Made();
            return Results.File(file.ToArray(), writer.ContentType, $"{report.FileName}.{writer.Extension}");
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested && !context.RequestAborted.IsCancellationRequested)
        {
            return Results.StatusCode(StatusCodes.Status499ClientClosedRequest);
        }
    }
}
