using System.CommandLine;
using FerCare.Web.Analysis;
using FerCare.Web.Shell;

var fercare = new RootCommand("FerCare: clinical mental-health monitoring. Not a diagnosis. Not certified as a medical device.");
ServeVerb.AddTo(fercare);
fercare.Add(AnalyzeVerb.Create());
return await fercare.Parse(args).InvokeAsync();

/// <summary>The table of contents of the web app.</summary>
public static partial class Program
{
    /// <summary>Builds the app that <c>fercare serve</c> runs; tests start the same one on a free port.</summary>
    public static WebApplication Create(ServeSettings settings, Action<WebApplicationBuilder>? adjust = null)
    {
        var builder = settings.CreateBuilder();
        builder.AddShell();
        adjust?.Invoke(builder);

        var app = builder.Build();
        app.MapShell();
        return app;
    }
}
