using System.Globalization;
using FerCare.Clinic.Findings;
using Microsoft.Extensions.Localization;

namespace FerCare.Web.Trends;

/// <summary>A mark on an axis: where, in shares of its length, and what is written there.</summary>
public readonly record struct TrendTick(double At, string Label);

/// <summary>The time axis that all panels share: instants as shares of its width, 0..1.</summary>
public sealed record TrendAxis
{
    private const double Margin = 0.03;
    private const int MostTicks = 8;
    private static readonly int[] dayStepsOfTicks = [1, 2, 7, 14];
    private static readonly int[] monthStepsOfTicks = [1, 2, 3, 6, 12, 24, 60];

    private readonly DateTimeOffset from;
    private readonly DateTimeOffset to;

    /// <param name="from">The first instant that is drawn.</param>
    /// <param name="to">The last one; a margin is left on either side.</param>
    public TrendAxis(DateTimeOffset from, DateTimeOffset to)
    {
        // A single session stands in the middle of a week.
        var length = Math.Max((to - from).TotalDays, 7);
        var middle = from + (to - from) / 2;
        this.from = middle.AddDays(-length * (0.5 + Margin));
        this.to = middle.AddDays(length * (0.5 + Margin));
    }

    /// <summary>The axis from the first to the last thing that happened.</summary>
    public static TrendAxis Of(Trend trend)
    {
        DateTimeOffset[] all = [.. trend.Sessions.Select(s => s.At), .. trend.Forms.Select(f => f.CompletedAt ?? f.StartedAt), .. trend.Resets.Select(r => r.At)];
        return all.Length > 0 ? new(all.Min(), all.Max()) : throw new ArgumentException("Trend: expected a session, a form or a new baseline, found none.", nameof(trend));
    }

    /// <summary>Where an instant lies, 0..1.</summary>
    public double At(DateTimeOffset instant) => (instant - from) / (to - from);

    /// <summary>Days or months of the clinic's calendar, eight at most.</summary>
    public IReadOnlyList<TrendTick> Ticks(TimeZoneInfo zone, IStringLocalizer words)
    {
        var days = (to - from).TotalDays;
        if (dayStepsOfTicks.Where(d => days / d <= MostTicks).Select(d => (int?)d).FirstOrDefault() is { } step)
            return Marks(zone, d => d.AddDays(step), TimeZoneInfo.ConvertTime(from, zone).Date.AddDays(1), words["d MMM"]);
        var months = monthStepsOfTicks.FirstOrDefault(m => days / 30.4 / m <= MostTicks, 120);
        var first = TimeZoneInfo.ConvertTime(from, zone).Date;
        return Marks(zone, d => d.AddMonths(months), new DateTime(first.Year, first.Month, 1).AddMonths(1), months < 12 ? "MMM yyyy" : "yyyy");
    }

    private List<TrendTick> Marks(TimeZoneInfo zone, Func<DateTime, DateTime> next, DateTime first, string format)
    {
        var marks = new List<TrendTick>();
        for (var day = first; ; day = next(day))
        {
            var at = At(new DateTimeOffset(day, zone.GetUtcOffset(day)));
            if (at > 0.97) return marks;
            if (at >= 0.03) marks.Add(new(at, day.ToString(format, CultureInfo.CurrentCulture)));
        }
    }
}

/// <summary>The value axis of one panel: values as shares of its height from the top, 0..1.</summary>
public sealed record TrendScale(double Low, double High)
{
    /// <summary>Where a value lies; outside of the scale at its edge.</summary>
    public double At(double value) => (High - Math.Clamp(value, Low, High)) / (High - Low);
}
