namespace FerCare.Clinic.Sessions;

/// <summary>Where a session stands. Stored as a number: never renumber.</summary>
public enum SessionState
{
    /// <summary>Planned, or the patient is still reading, consenting and checking the camera.</summary>
    Waiting = 0,
    Live = 1,
    Paused = 2,

    /// <summary>The connection to the patient's browser is lost; nothing arrives.</summary>
    Reconnecting = 3,

    /// <summary>The patient took the consent back; for good.</summary>
    Withdrawn = 4,
    Ended = 5,
}

/// <summary>What a state means for use.</summary>
public static class SessionStates
{
    /// <summary>The patient is, or was a moment ago, in front of the camera.</summary>
    public static bool IsUnderWay(this SessionState state) => state is SessionState.Live or SessionState.Paused or SessionState.Reconnecting;

    /// <summary>Nothing more will be recorded.</summary>
    public static bool IsOver(this SessionState state) => state is SessionState.Withdrawn or SessionState.Ended;
}
