using FerCare.Clinic.Access;
using FerCare.Clinic.Audit;
using FerCare.Reports;
using FerCare.Reports.Csv;
using FerCare.Reports.Pdf;
using FerCare.Web.Accounts;

namespace FerCare.Web.Reporting;

/// <summary>A session's report as a file: PDF, CSV and the codebook of the CSV, and the signals of its parts as CSV.</summary>
public static class ReportingFeature
{
    public static void AddReporting(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<SessionReportBuilder>();
        builder.Services.AddSingleton<IReportWriter, PdfReportWriter>();
        builder.Services.AddSingleton<IReportWriter, CsvReportWriter>();
        builder.Services.AddSingleton<IReportWriter, CodebookWriter>();
        builder.Services.AddSingleton<IReportWriter, PartCsvWriter>();
    }

    public static void MapReporting(this WebApplication app)
    {
        foreach (var writer in app.Services.GetServices<IReportWriter>())
        {
            app.MapGet($"/sessions/{{publicId:guid}}/report.{writer.Extension}", (Guid publicId, HttpContext context, SessionReportBuilder reports, AuditTrail audit) =>
                ExportAsync(writer, publicId, context, reports, audit)).RequireAuthorization(policy => policy.RequireRole(Roles.Clinician));
        }
    }

    private static async Task<IResult> ExportAsync(IReportWriter writer, Guid publicId, HttpContext context, SessionReportBuilder reports, AuditTrail audit)
    {
        var scope = context.User.CareScope();
        if (await reports.BuildAsync(scope, publicId, cancel: context.RequestAborted) is not { } report) return Results.NotFound();
        using var file = new MemoryStream();
        writer.Write(report, file);
        // Written down before the first byte leaves.
        await audit.RecordAsync(new AuditEntry(AuditAction.Export, scope.StaffId, "session", publicId.ToString(), writer.Extension));
        return Results.File(file.ToArray(), writer.ContentType, $"{report.FileName}.{writer.Extension}");
    }
}
