using FerCare.Clinic.Sessions;
using FerCare.Web.Shell;

namespace FerCare.Web.Sessions;

/// <summary>What the list of sessions is narrowed to, as it stands in the page's address, so that a reload or a link keeps it.</summary>
public sealed record SessionFilter(SessionState? State = null, bool ToReview = false, string? Find = null, DateOnly? From = null, DateOnly? To = null)
{
    /// <summary>Nothing narrows the list: the present day.</summary>
    public bool IsEmpty => this == new SessionFilter();

    /// <summary>The filter in an address; what is no filter is left out.</summary>
    public static SessionFilter Read(string? state, string? review, string? find, string? from, string? to) => new(
        Enum.TryParse<SessionState>(state, ignoreCase: true, out var known) && Enum.IsDefined(known) && !char.IsAsciiDigit(state![0]) ? known : null,
        review == "true", TypedSearch.Cut(find), ClinicDays.Read(from), ClinicDays.Read(to));

    /// <summary>The names and values for an address; null takes one out of it.</summary>
    public IReadOnlyDictionary<string, object?> InAddress => new Dictionary<string, object?>
    {
        ["state"] = State?.ToString(), ["review"] = ToReview ? "true" : null, ["find"] = Find, ["from"] = From.Written(), ["to"] = To.Written(),
    };

    /// <summary>What the clinic is asked for.</summary>
    public SessionSearch Search(TimeZoneInfo zone) => new(State, ToReview, Find, From?.Midnight(zone), To?.AddDays(1).Midnight(zone));
}
