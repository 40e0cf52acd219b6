namespace FerCare.Web.Monitoring;

/// <summary>How sessions are read; section <c>Monitoring</c> of the configuration. All figures are engineering defaults.</summary>
public sealed record MonitoringOptions
{
    public const string Section = "Monitoring";

    /// <summary>Frames per second asked of each browser while the server keeps up; blinks need 20 or more.</summary>
    public int FramesPerSecond { get; init; } = 25;

    /// <summary>How often per second the network classifies a session's face; landmarks are read on every frame.</summary>
    public int ClassificationsPerSecond { get; init; } = 8;

    /// <summary>Frames of one session that may wait; the oldest is dropped for the newest.</summary>
    public int WaitingFrames { get; init; } = 4;

    /// <summary>Threads that read frames, each with a detector of its own; 0 means one per processor.</summary>
    public int Workers { get; init; }

    /// <summary>Seconds before another try where a thread could not get its reader.</summary>
    public double ReaderRetrySeconds { get; init; } = 2;

    /// <summary>Sessions that have a place at once; a further patient is asked to wait. Null takes <see cref="SessionsPerProcessor"/>, 0 means no limit.</summary>
    public int? MostSessions { get; init; }

    /// <summary>
    /// Sessions for each processor where <see cref="MostSessions"/> is not set: 24 on two processors were read without a lost frame, clients
    /// included (docs/load.md), and something is left for pages and assessments; <c>./bench capture --find-capacity</c> measures a computer.
    /// </summary>
    public double SessionsPerProcessor { get; init; } = 10;

    /// <summary>Mean time a frame waits to be read, milliseconds, from which browsers are asked for fewer: two frame intervals at 25 a second.</summary>
    public double SlowDownFromMs { get; init; } = 80;

    /// <summary>Mean time a frame waits to be read, milliseconds, up to which browsers may be asked for more again; between the two the rate stays.</summary>
    public double SpeedUpToMs { get; init; } = 30;

    /// <summary>Seconds without a connection after which a session counts as reconnecting.</summary>
    public double ReconnectGraceSeconds { get; init; } = 3;

    /// <summary>
    /// Milliseconds for which the last reading is shown as what is there now: the rate is counted over as long, and smoothing forgets what is older.
    /// </summary>
    public double CurrentForMs { get; init; } = 2000;

    /// <summary>Minutes without a connection after which a session is ended and assessed.</summary>
    public double AbandonAfterMinutes { get; init; } = 15;

    /// <summary>Sessions that have a place at once; 0 without a limit.</summary>
    public int Places => MostSessions ?? Math.Max(1, (int)(SessionsPerProcessor * Environment.ProcessorCount));

    /// <summary>Time before another try where a thread could not get its reader.</summary>
    public TimeSpan ReaderRetry => TimeSpan.FromSeconds(ReaderRetrySeconds);

    /// <summary>Threads to start.</summary>
    public int WorkerCount => Workers > 0 ? Workers : Environment.ProcessorCount;
}
