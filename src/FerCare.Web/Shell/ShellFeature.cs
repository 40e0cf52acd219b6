using Microsoft.AspNetCore.Diagnostics;
using MudBlazor.Services;

namespace FerCare.Web.Shell;

/// <summary>The frame around every page: components, layout, headers, errors, health.</summary>
public static class ShellFeature
{
    public static void AddShell(this WebApplicationBuilder builder)
    {
        builder.Services.AddRazorComponents().AddInteractiveServerComponents();
        builder.Services.AddMudServices(mud => mud.SnackbarConfiguration.PositionClass = MudBlazor.Defaults.Classes.Position.BottomCenter);
        builder.Services.AddSingleton(provider => provider.GetRequiredService<IConfiguration>().GetSection(HealthOptions.Section).Get<HealthOptions>() ?? new HealthOptions());
        // One for all who ask: it keeps its answer.
        builder.Services.AddSingleton<DatabaseHealth>();
        builder.Services.AddHealthChecks().AddCheck<DatabaseHealth>("database", tags: [HealthWords.Ready])
            .AddCheck<WriterHealth>("writer", tags: [HealthWords.Ready]).AddCheck<DiskHealth>("disk", tags: [HealthWords.Ready]);
    }

    /// <summary>The order matters: headers and errors around everything, then who it is, then what they may do.</summary>
    public static void UseShell(this WebApplication app)
    {
        app.UseMiddleware<SecurityHeaders>();
        app.UseExceptionHandler("/error", createScopeForErrors: true);
        // A hub or a posted form gets the bare status; a person who follows a link gets a page.
        app.UseWhen(context => HttpMethods.IsGet(context.Request.Method), pages =>
            pages.UseStatusCodePagesWithReExecute("/not-found", "?code={0}", createScopeForStatusCodePages: true));
        app.Use((context, next) =>
        {
            // The error page is read, not posted to: without this its antiforgery check would refuse a failed post.
            if (context.Features.Get<IExceptionHandlerFeature>() is not null) context.Request.Method = HttpMethods.Get;
            return next(context);
        });
        app.UseRequestLocalization();
        app.UseRouting();
        app.UseAuthentication();
        // After it is known who asks: a person has limits of their own, whatever address they come from.
        app.UseRateLimiter();
        app.UseAuthorization();
        app.UseAntiforgery();
    }

    public static void MapShell(this WebApplication app)
    {
        app.MapStaticAssets().AllowAnonymous().DisableRateLimiting();
        app.MapHealthChecks("/health/live", HealthWords.LiveAnswer).AllowAnonymous().DisableRateLimiting();
        app.MapHealthChecks("/health/ready", HealthWords.ReadyAnswer).AllowAnonymous().DisableRateLimiting();
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode(o => o.ContentSecurityFrameAncestorsPolicy = "'none'");
    }
}
