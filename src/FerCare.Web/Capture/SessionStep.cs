namespace FerCare.Web.Capture;

/// <summary>Where the patient stands on the way through a session.</summary>
public enum SessionStep
{
    About,
    Consent,
    Check,
    Baseline,
    Session,

    /// <summary>Ended or withdrawn.</summary>
    Over,
}

/// <summary>The steps as the patient's page names them.</summary>
public static class SessionSteps
{
    /// <summary>"Step 2 of 5: Consent".</summary>
    public static string Label(SessionStep step) => $"Step {(int)step + 1} of {(int)SessionStep.Over}: {TitleOf(step)}";

    /// <summary>The lower-case word used between page and server.</summary>
    public static string WordOf(SessionStep step) => step.ToString().ToLowerInvariant();

    private static string TitleOf(SessionStep step) => step switch
    {
        SessionStep.About => "What this is",
        SessionStep.Consent => "Consent",
        SessionStep.Check => "Camera check",
        SessionStep.Baseline => "Rest",
        SessionStep.Session => "Session",
        _ => throw new ArgumentOutOfRangeException(nameof(step), step, "A session that is over has no step."),
    };
}
