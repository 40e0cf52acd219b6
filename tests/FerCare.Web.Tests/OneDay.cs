namespace FerCare.Web.Tests;

/// <summary>For tests of what happened today, which a midnight in their midst would make yesterday.</summary>
internal static class OneDay
{
    private static readonly TimeSpan LongestTest = TimeSpan.FromMinutes(2);

    /// <summary>Waits for tomorrow where too little is left of today.</summary>
    public static async Task BeginAsync()
    {
        var left = TimeSpan.FromDays(1) - TimeProvider.System.GetLocalNow().TimeOfDay;
        if (left < LongestTest) await Task.Delay(left + TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken);
    }
}
