namespace FerCare.Web.Reviews;

/// <summary>What a clinician looks back at: one session, and two beside each other.</summary>
public static class ReviewsFeature
{
    public static void AddReviews(this WebApplicationBuilder builder) => builder.Services.AddSingleton<SessionTimelines>();
}
