using MudBlazor.Services;

namespace FerCare.Web.Shell;

/// <summary>The frame around every page: components, layout, headers, errors, health.</summary>
public static class ShellFeature
{
    public static void AddShell(this WebApplicationBuilder builder)
    {
        builder.Services.AddRazorComponents().AddInteractiveServerComponents();
        builder.Services.AddMudServices();
        builder.Services.AddHealthChecks();
    }

    public static void MapShell(this WebApplication app)
    {
        app.UseMiddleware<SecurityHeaders>();
        app.UseAntiforgery();
        app.MapStaticAssets();
        app.MapHealthChecks("/health/live");
        app.MapHealthChecks("/health/ready");
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode(o => o.ContentSecurityFrameAncestorsPolicy = "'none'");
    }
}
