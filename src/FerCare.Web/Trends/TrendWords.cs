using System.Globalization;
using FerCare.Affect.Indicators;
using FerCare.Clinic.Findings;
using FerCare.Clinic.Instruments;
using FerCare.Clinic.Sessions;
using FerCare.Web.Instruments;
using FerCare.Web.Sessions;

namespace FerCare.Web.Trends;

/// <summary>How a trend's points and rows are told.</summary>
public static class TrendWords
{
    /// <summary>An index as it stands everywhere: "+1.92", with a real minus sign.</summary>
    public static string Signed(double value) => value.ToString("+0.00;−0.00;0.00", CultureInfo.InvariantCulture);

    /// <summary>What became of one index in one session; why there is none where there is none.</summary>
    public static string Told(this TrendSession session, IndicatorKind kind) => session[kind] switch
    {
        null => session.State == SessionState.Withdrawn ? "Consent withdrawn, not assessed" : "Not assessed",
        { Index: { } index, Low: { } low, High: { } high } found => $"{Signed(index)} (95 % band {Signed(low)} to {Signed(high)}), {Judged(found)}",
        { Status: FindingStatus.NotEnoughSessions } when session.IsBaseline => "Baseline session, no index",
        var found => found.Reason?.TrimEnd('.') ?? found.Status.Title(),
    };

    /// <summary>The status of a finding, and of a flag how far its review has got.</summary>
    public static string Judged(TrendIndex found) => (found.Status, found.Review) switch
    {
        (FindingStatus.Flagged, ReviewState.Confirmed) => "flagged, confirmed",
        (FindingStatus.Flagged, ReviewState.Dismissed) => "flagged, dismissed",
        (FindingStatus.Flagged, _) => "flagged, not reviewed yet",
        _ => found.Status.Title().ToLowerInvariant(),
    };

    /// <summary>The score of a form, or that it has none.</summary>
    public static string Told(this FormRow form, InstrumentLibrary library) =>
        form.Score is { } score && library.Find(form.InstrumentId) is { } instrument ? LastScore.Written(score, form.Band, instrument) : form.Outcome();

    /// <summary>Date and time on the clinic's clock.</summary>
    public static string Moment(DateTimeOffset at, TimeZoneInfo zone) => TimeZoneInfo.ConvertTime(at, zone).ToString("d MMM yyyy, HH:mm", CultureInfo.InvariantCulture);

    /// <summary>What a reset did, for the list and the marks.</summary>
    public static string Title(this BaselineResetRow reset) => $"New baseline, {reset.Context.Title().ToLowerInvariant()}";
}
