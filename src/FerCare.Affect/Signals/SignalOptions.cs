namespace FerCare.Affect.Signals;

/// <summary>Every threshold of the signals with its unit and source. Where no source is named it is an engineering default.</summary>
public sealed record SignalOptions
{
    public static SignalOptions Default { get; } = new();

    /// <summary>Valid share of the observed time under which a session's indicators are withheld.</summary>
    public double MinimumCoverage { get; init; } = 0.6;

    /// <summary>Valid time under which a session's indicators are withheld, seconds.</summary>
    public double MinimumValidSeconds { get; init; } = 120;

    /// <summary>Time with usable values that each single signal needs, seconds.</summary>
    public double MinimumSignalSeconds { get; init; } = 60;

    /// <summary>Probability from which an expression counts as shown, for smiling and sadness.</summary>
    public double ShownFrom { get; init; } = 0.5;

    /// <summary>Mean of positive and negative emotion together under which their ratio means nothing.</summary>
    public double MinimumAffect { get; init; } = 0.05;

    /// <summary>Angle under the neutral baseline from which the head counts as lowered, degrees (after Scherer et al. 2013, who report the direction).</summary>
    public double HeadDownDegrees { get; init; } = 10;

    /// <summary>Usable part of the neutral baseline that is needed for the head's position, seconds.</summary>
    public double MinimumBaselineSeconds { get; init; } = 10;

    /// <summary>Interval at which head pose is resampled before it is differentiated, milliseconds.</summary>
    public double PoseStepMs { get; init; } = 100;

    /// <summary>Window over which head pose is averaged before it is differentiated, milliseconds.</summary>
    public double PoseWindowMs { get; init; } = 200;

    /// <summary>Angular velocity above which the pose solution has jumped rather than the head turned, degrees per second.</summary>
    public double FastestHead { get; init; } = 300;

    /// <summary>Break between frames across which no movement is followed, milliseconds.</summary>
    public long LongestBreakMs { get; init; } = 250;

    /// <summary>Share of the personal open median under which the eyes count as closed.</summary>
    public double ClosedShare { get; init; } = 0.75;

    /// <summary>Eye aspect ratio under which the eyes count as closed while the personal open median is unknown (Soukupova and Cech 2016).</summary>
    public double ClosedFallback { get; init; } = 0.20;

    /// <summary>Time with visible eyes from which the personal open median is known, seconds.</summary>
    public double MinimumOpenSeconds { get; init; } = 10;

    /// <summary>Shortest blink, milliseconds; anything shorter is noise of the landmarks.</summary>
    public double ShortestBlinkMs { get; init; } = 80;

    /// <summary>Longest blink, milliseconds; longer closures belong to drowsiness (Abe 2023).</summary>
    public double LongestBlinkMs { get; init; } = 500;

    /// <summary>Openings inside a closure up to this length are landmark noise, milliseconds.</summary>
    public double FlickerMs { get; init; } = 60;

    /// <summary>Break between frames in which a blink could be missed, milliseconds.</summary>
    public long LongestBlinkBreakMs { get; init; } = 100;

    /// <summary>Frames per second under which blinks are not counted.</summary>
    public double MinimumBlinkFrameRate { get; init; } = 20;

    /// <summary>Blinks needed for a mean duration.</summary>
    public int MinimumBlinks { get; init; } = 3;

    /// <summary>Openness up to which the eyes count as closed for the percentage of eyelid closure (P80: 80 % closed; Abe 2023).</summary>
    public double ClosedOpenness { get; init; } = 0.2;

    /// <summary>Length of the windows over which the percentage of eyelid closure is told, milliseconds.</summary>
    public long EyelidWindowMs { get; init; } = 60_000;

    /// <summary>Share of such a window in which the eyes must have been watched.</summary>
    public double EyelidWatchedShare { get; init; } = 0.5;

    /// <summary>Percentage of eyelid closure above which a window reads as drowsiness.</summary>
    public double DrowsyShare { get; init; } = 0.1;

    /// <summary>Usable part of a second that lability needs, seconds.</summary>
    public double MinimumUsableSecond { get; init; } = 0.5;

    /// <summary>Length of the blocks over which signals are tallied, milliseconds.</summary>
    public long BlockMs { get; init; } = 10_000;
}
