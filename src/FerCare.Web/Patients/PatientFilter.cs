using System.Globalization;
using FerCare.Clinic.Patients;
using FerCare.Web.Shell;

namespace FerCare.Web.Patients;

/// <summary>The list's filter as it stands in the page's address, so that a reload or a link keeps it.</summary>
public static class PatientFilter
{
    /// <summary>The filter in an address; what is no filter is left out.</summary>
    public static PatientSearch Read(string? find, string? alert, string? review, string? days) =>
        With(new PatientSearch { Find = TypedSearch.Cut(find), OpenAlert = alert == "true", ToReview = review == "true" }, days);

    /// <summary>The same with other days; none for what is no number of days.</summary>
    public static PatientSearch With(PatientSearch filter, string? days) => filter with
    {
        NoSessionForDays = int.TryParse(days, NumberStyles.None, CultureInfo.InvariantCulture, out var many) && many is >= 1 and <= PatientSearch.MostDays ? many : null,
    };

    /// <summary>The names and values for an address; null takes one out of it.</summary>
    public static IReadOnlyDictionary<string, object?> InAddress(this PatientSearch filter) => new Dictionary<string, object?>
    {
        ["find"] = filter.Find, ["alert"] = filter.OpenAlert ? "true" : null, ["review"] = filter.ToReview ? "true" : null, ["days"] = filter.NoSessionForDays,
    };
}
