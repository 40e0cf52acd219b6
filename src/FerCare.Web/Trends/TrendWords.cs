using System.Globalization;
using FerCare.Affect.Indicators;
using FerCare.Clinic.Findings;
using FerCare.Clinic.Instruments;
using FerCare.Clinic.Sessions;
using FerCare.Web.Instruments;
using FerCare.Web.Reviews;
using Microsoft.Extensions.Localization;

namespace FerCare.Web.Trends;

/// <summary>How a trend's points and rows are told.</summary>
public static class TrendWords
{
    /// <summary>What became of one index in one session; why there is none where there is none.</summary>
    public static string Told(this TrendSession session, IndicatorKind kind, IStringLocalizer words) => session[kind] switch
    {
        null => session.State == SessionState.Withdrawn ? words["Consent withdrawn, not assessed"] : words["Not assessed"],
        { Index: { } index, Low: { } low, High: { } high } found => words["{0} (95 % band {1} to {2}), {3}", ReviewWords.Signed(index), ReviewWords.Signed(low), ReviewWords.Signed(high), Judged(found, words)],
        { Status: FindingStatus.NotEnoughSessions } when session.IsBaseline => words["Baseline session, no index"],
        var found => words.Recorded(found.Reason)?.TrimEnd('.') ?? words.Name(found.Status),
    };

    /// <summary>The status of a finding, and of a flag how far its review has got.</summary>
    public static string Judged(TrendIndex found, IStringLocalizer words) => (found.Status, found.Review) switch
    {
        (FindingStatus.Flagged, ReviewState.Confirmed) => words["flagged, confirmed"],
        (FindingStatus.Flagged, ReviewState.Dismissed) => words["flagged, dismissed"],
        (FindingStatus.Flagged, _) => words["flagged, not reviewed yet"],
        _ => words.Within(found.Status),
    };

    /// <summary>The score of a form, or that it has none.</summary>
    public static string Told(this FormRow form, InstrumentLibrary library, IStringLocalizer words) =>
        form.Score is { } score && library.Find(form.InstrumentId) is { } instrument ? instrument.Written(score, form.Band, words) : form.Outcome(words);

    /// <summary>Date and time on the clinic's clock.</summary>
    public static string Moment(DateTimeOffset at, TimeZoneInfo zone, IStringLocalizer words) => TimeZoneInfo.ConvertTime(at, zone).ToString(words["d MMM yyyy, HH:mm"], CultureInfo.CurrentCulture);

    /// <summary>What a reset did, for the list and the marks.</summary>
    public static string Title(this BaselineResetRow reset, IStringLocalizer words) => words["New baseline, {0}", words.Within(reset.Context)];
}
