namespace FerCare.Web.Sessions;

/// <summary>The time that a new session is offered for.</summary>
public static class PlannedTime
{
    /// <summary>
    /// The next five minutes, but none of tomorrow: a session made a few minutes before midnight stands among those of today.
    /// </summary>
    public static DateTime Offered(DateTime now)
    {
        var minute = new DateTime(now.Year, now.Month, now.Day, now.Hour, now.Minute, 0, now.Kind);
        var rounded = minute.AddMinutes((5 - minute.Minute % 5) % 5);
        return rounded.Date == minute.Date ? rounded : minute;
    }
}
