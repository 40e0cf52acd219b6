namespace FerCare.Web.Trends;

/// <summary>A patient's indices, questionnaires and baselines over time.</summary>
public static class TrendsFeature
{
    public static void AddTrends(this WebApplicationBuilder builder) => builder.Services.AddScoped<TrendDialogs>();
}
