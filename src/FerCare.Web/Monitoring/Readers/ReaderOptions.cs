namespace FerCare.Web.Monitoring.Readers;

/// <summary>The processes that read faces; section <c>Readers</c> of the configuration. All figures are engineering defaults.</summary>
public sealed record ReaderOptions
{
    public const string Section = "Readers";

    /// <summary>
    /// Read in processes of their own, so that a crash of native code takes one frame and not the clinic. False reads inside the
    /// server, which saves the memory of the processes and gives up that protection.
    /// </summary>
    public bool Separate { get; init; } = true;

    /// <summary>Processes started in advance, to take over at once from one that is lost; loading the models takes a second or two.</summary>
    public int Spares { get; init; } = 1;

    /// <summary>
    /// Milliseconds a frame may take; a process that needs longer hangs and is killed. A frame takes 3 to 15 ms; the rest is for a
    /// machine that has no time to spare, where killing would only make it worse.
    /// </summary>
    public int FrameDeadlineMs { get; init; } = 3_000;

    /// <summary>Seconds a process may take to load its models.</summary>
    public double StartSeconds { get; init; } = 60;

    /// <summary>Seconds before another try where a process could not be started.</summary>
    public double RetrySeconds { get; init; } = 2;

    /// <summary>
    /// How far the processes stand back where more than they want the processor (0 to 19, as <c>nice</c> counts; Linux): so that pages and lines of
    /// the server are answered first when more frames come than can be read. A reader that has the processor to itself is not slower.
    /// </summary>
    public int Niceness { get; init; } = 5;

    /// <summary>Frames that took a process with them and are refused when they come again; the oldest is forgotten for the newest.</summary>
    public int QuarantinedFrames { get; init; } = 10_000;

    public TimeSpan FrameDeadline => TimeSpan.FromMilliseconds(FrameDeadlineMs);
}
