using System.Globalization;

namespace FerCare.Web.Shell;

/// <summary>Days as they stand in addresses and date fields, and when they begin on the clinic's clock.</summary>
public static class ClinicDays
{
    private const string Pattern = "yyyy-MM-dd";

    /// <summary>The day; null for anything that is none.</summary>
    public static DateOnly? Read(string? text) => DateOnly.TryParseExact(text, Pattern, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day < DateOnly.MaxValue ? day : null;

    /// <summary>As a date field and an address write it.</summary>
    public static string? Written(this DateOnly? day) => day?.ToString(Pattern, CultureInfo.InvariantCulture);

    /// <summary>The instant at which the day begins.</summary>
    public static DateTimeOffset Midnight(this DateOnly day, TimeZoneInfo zone) => new(day.ToDateTime(TimeOnly.MinValue), zone.GetUtcOffset(day.ToDateTime(TimeOnly.MinValue)));
}
