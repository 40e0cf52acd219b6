using Microsoft.Extensions.Localization;

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
    public static string Label(SessionStep step, IStringLocalizer words) => words["Step {0} of {1}: {2}", (int)step + 1, (int)SessionStep.Over, TitleOf(step, words)];

    /// <summary>The lower-case word used between page and server.</summary>
    public static string WordOf(SessionStep step) => step.ToString().ToLowerInvariant();

    private static string TitleOf(SessionStep step, IStringLocalizer words) => step switch
    {
        SessionStep.About => words["What this is"],
        SessionStep.Consent => words["Consent"],
        SessionStep.Check => words["Camera check"],
        SessionStep.Baseline => words["Rest"],
        SessionStep.Session => words["Session"],
        _ => throw new ArgumentOutOfRangeException(nameof(step), step, "A session that is over has no step."),
    };
}
