namespace FerCare.Web.Demonstration;

/// <summary>
/// How a simulated face behaves over a session. The figures are chosen by hand so that the indicators have something to show;
/// they describe nobody.
/// </summary>
/// <param name="SmileShare">Share of time smiling.</param>
/// <param name="FearAnger">Fear and anger together while not smiling, as a probability.</param>
/// <param name="Sadness">Sadness while not smiling, as a probability.</param>
/// <param name="HeadSpeed">Angular velocity of the head, degrees per second (standard deviation per axis).</param>
/// <param name="Expressivity">Path of the landmarks, inter-ocular distances per second.</param>
/// <param name="EyeOpening">Eye aspect ratio of the open eyes.</param>
/// <param name="BlinksPerMinute">Blinks a minute.</param>
/// <param name="BlinkMs">Mean length of a blink, milliseconds.</param>
/// <param name="HeadDownShare">Share of time with the head lowered.</param>
/// <param name="VisibleShare">Share of time with the face in view.</param>
public sealed record FacialManner(
    double SmileShare, double FearAnger, double Sadness, double HeadSpeed, double Expressivity, double EyeOpening,
    double BlinksPerMinute, double BlinkMs, double HeadDownShare, double VisibleShare)
{
    /// <summary>An ordinary conversation.</summary>
    public static FacialManner Usual { get; } = new(0.30, 0.07, 0.08, 4.5, 0.25, 0.31, 17, 170, 0.06, 0.97);

    /// <summary>Less smiling and movement, eyes less open, head lowered: the directions reported for depression.</summary>
    public static FacialManner Subdued { get; } = new(0.06, 0.08, 0.24, 1.8, 0.14, 0.275, 17, 235, 0.28, 0.95);

    /// <summary>More blinks and head movement, more fear and anger: the directions reported for stress.</summary>
    public static FacialManner Tense { get; } = new(0.26, 0.24, 0.09, 9, 0.29, 0.31, 31, 165, 0.06, 0.96);

    /// <summary>The face is out of view most of the time.</summary>
    public static FacialManner OutOfView { get; } = Usual with { VisibleShare = 0.42 };

    /// <summary>The same manner on another day: every figure off by a little.</summary>
    public FacialManner OnAnotherDay(Random random)
    {
        return new(
            Varied(SmileShare, 0.03), Varied(FearAnger, 0.01), Varied(Sadness, 0.02), Varied(HeadSpeed, 0.4), Varied(Expressivity, 0.015), Varied(EyeOpening, 0.006),
            Varied(BlinksPerMinute, 1.2), Varied(BlinkMs, 6), Varied(HeadDownShare, 0.02), VisibleShare);

        double Varied(double figure, double sd) => Math.Max(figure * 0.3, figure + sd * random.NextNormal());
    }
}

internal static class Randomness
{
    /// <summary>A normally distributed number of mean 0 and standard deviation 1 (Box and Muller 1958).</summary>
    public static double NextNormal(this Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    /// <summary>An exponentially distributed number.</summary>
    public static double NextExponential(this Random random, double mean) => -mean * Math.Log(1 - random.NextDouble());
}
