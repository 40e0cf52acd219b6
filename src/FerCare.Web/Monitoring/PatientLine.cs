namespace FerCare.Web.Monitoring;

/// <summary>The connection to a patient's page.</summary>
/// <param name="Id">Different for every connection.</param>
/// <param name="Show">Shows the page how the server sees it, about twice a second; returns at once.</param>
/// <param name="Dismiss">Tells the page why it is no longer wanted and closes the connection; returns at once.</param>
public sealed record PatientLine(string Id, Action<PatientGlimpse> Show, Action<Dismissal> Dismiss);

/// <summary>What the patient's own page is told: how well the face can be seen, never what it expresses.</summary>
/// <param name="View">The look; null quality figures where nothing was read yet.</param>
/// <param name="AnyRead">A frame has been read since the last break, and lately.</param>
/// <param name="ArrivingPerSecond">Frames that arrive per second.</param>
/// <param name="BaselineLeft">What is left of the baseline; null where it has not begun, zero where it is complete.</param>
public sealed record PatientGlimpse(LiveView View, bool AnyRead, double ArrivingPerSecond, TimeSpan? BaselineLeft);

/// <summary>Why a connection is closed by the server.</summary>
public enum Dismissal
{
    /// <summary>A newer page of the same session has taken over.</summary>
    Replaced,
    Ended,
    Withdrawn,

    /// <summary>As many sessions as the server may read are running.</summary>
    Full,

    /// <summary>The session does not exist, no consent stands, or a newer link was issued.</summary>
    NotAllowed,
}
