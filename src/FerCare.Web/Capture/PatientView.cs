using FerCare.Affect;
using FerCare.Clinic.Sessions;
using FerCare.Web.Monitoring;

namespace FerCare.Web.Capture;

/// <summary>What the patient's page is sent about twice a second; its script knows the words.</summary>
/// <param name="Step">check, baseline, session or over.</param>
/// <param name="Paused">The patient has paused.</param>
/// <param name="TimeMs">Time in session, milliseconds.</param>
/// <param name="Face">found, none, several, small or turned; null before the first reading.</param>
/// <param name="Light">good, dark, bright or blurred; null without a face.</param>
/// <param name="Rate">Frames that arrive per second.</param>
public sealed record PatientView(string Step, bool Paused, long TimeMs, string? Face, string? Light, double Rate, double BaselineLeftMs)
{
    public static PatientView Of(PatientGlimpse seen) => new(
        SessionSteps.WordOf(StepOf(seen.View.State, seen.BaselineLeft)),
        seen.View.State == SessionState.Paused,
        seen.View.TimeMs,
        seen.AnyRead ? FaceWord(seen.View.Quality) : null,
        seen.AnyRead ? LightWord(seen.View.Quality) : null,
        seen.ArrivingPerSecond,
        seen.BaselineLeft?.TotalMilliseconds ?? 0);

    /// <summary>The step that belongs to a session that has its patient's consent.</summary>
    public static SessionStep StepOf(SessionState state, TimeSpan? baselineLeft) => state switch
    {
        SessionState.Waiting => SessionStep.Check,
        SessionState.Withdrawn or SessionState.Ended => SessionStep.Over,
        _ => baselineLeft == TimeSpan.Zero ? SessionStep.Session : SessionStep.Baseline,
    };

    private static string FaceWord(QualityIssue quality) =>
        Has(quality, QualityIssue.NoFace) ? "none"
        : Has(quality, QualityIssue.SeveralFaces) ? "several"
        : Has(quality, QualityIssue.FaceTooSmall | QualityIssue.EyesTooSmall) ? "small"
        : Has(quality, QualityIssue.TurnedAway | QualityIssue.TiltedAway) ? "turned" : "found";

    private static string? LightWord(QualityIssue quality) =>
        Has(quality, QualityIssue.NoFace | QualityIssue.SeveralFaces) ? null
        : Has(quality, QualityIssue.TooDark) ? "dark"
        : Has(quality, QualityIssue.TooBright) ? "bright"
        : Has(quality, QualityIssue.Blurred) ? "blurred" : "good";

    private static bool Has(QualityIssue quality, QualityIssue any) => (quality & any) != QualityIssue.None;
}
