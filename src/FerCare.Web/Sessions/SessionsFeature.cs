namespace FerCare.Web.Sessions;

/// <summary>Today's list and the dialogs around sessions.</summary>
public static class SessionsFeature
{
    public static void AddSessions(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<Invitations>();
        builder.Services.AddScoped<SessionDialogs>();
    }
}
