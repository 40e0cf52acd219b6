using FerCare.Clinic.Sessions;

namespace FerCare.Web.Monitoring;

/// <summary>A session that this process holds: its monitor, its connection, and what has to be remembered between two steps.</summary>
internal sealed class RunningSession(SessionMonitor monitor, OwnSession own)
{
    /// <summary>Held during each step, so that steps of one session follow one another.</summary>
    public SemaphoreSlim Turn { get; } = new(1);

    public SessionMonitor Monitor { get; } = monitor;

    /// <summary>Length of the neutral baseline that the page asks for.</summary>
    public TimeSpan Baseline { get; set; }

    public long? BaselineFromMs { get; set; } = own.BaselineFromMs;

    public long? BaselineToMs { get; set; } = own.BaselineToMs;

    /// <summary>The one connection that may send; null while there is none.</summary>
    public PatientLine? Line { get; set; }

    /// <summary>When the last connection was lost, timestamp of the clock.</summary>
    public long LostAt { get; set; }

    public bool Hidden { get; set; }

    /// <summary>The page says that it is in sight; while <see cref="Hidden"/> holds all the same, the record does not have it yet.</summary>
    public bool InSight { get; set; } = true;

    /// <summary>What holds already and the record does not have yet, oldest first; each writes one event at the time at which it happened.</summary>
    public Queue<Func<Task>> Owed { get; } = new();

    /// <summary>A pause that holds already waits for its turn.</summary>
    public bool IsPausing { get; set; }

    /// <summary>The neutral baseline has to start, and the record does not have it yet.</summary>
    public bool BaselineDue { get; set; }

    /// <summary>What a withdrawal still needs is being done.</summary>
    public bool IsLeaving { get; set; }

    /// <summary>The patient has withdrawn: whether what was measured is to be erased; null while consent stands. It is a wish until the record has it.</summary>
    public bool? Withdrawal { get; set; }

    /// <summary>Counts not yet written to the record.</summary>
    public long Refused { get; set; }

    /// <inheritdoc cref="Refused"/>
    public long Shed { get; set; }

    /// <summary>Adds to the counts that are to be written.</summary>
    public void Count(FrameCounts counts)
    {
        Refused += counts.Refused;
        Shed += counts.Shed;
    }

    public long Id => Monitor.SessionId;

    public SessionState State => Monitor.State;

    public TimeSpan? BaselineLeft => BaselineFromMs is not { } from ? null
        : BaselineToMs is not null ? TimeSpan.Zero
        : TimeSpan.FromMilliseconds(Math.Clamp(from + Baseline.TotalMilliseconds - Monitor.NowMs, 0, Baseline.TotalMilliseconds));
}
