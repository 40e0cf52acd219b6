using FerCare.Affect;

namespace FerCare.Clinic.Storage;

internal enum JournalEntryKind
{
    Frame,
    Emotion,

    /// <summary>No sample: somebody waits until everything before it is stored.</summary>
    Flush,
}

/// <summary>One thing on its way to the database.</summary>
internal readonly record struct JournalEntry(JournalEntryKind Kind, long SessionId, FrameSample Frame, EmotionSample Emotion, TaskCompletionSource? Flushed)
{
    /// <summary>When it was appended, timestamp of the journal's clock.</summary>
    public long AppendedAt { get; init; }

    public long TimeMs => Kind == JournalEntryKind.Frame ? Frame.TimeMs : Emotion.TimeMs;

    public static JournalEntry Of(long sessionId, in FrameSample sample) => new(JournalEntryKind.Frame, Checked(sessionId, sample.TimeMs), sample, default, null);

    public static JournalEntry Of(long sessionId, in EmotionSample sample) => new(JournalEntryKind.Emotion, Checked(sessionId, sample.TimeMs), default, sample, null);

    public static JournalEntry Flush(TaskCompletionSource flushed) => new(JournalEntryKind.Flush, 0, default, default, flushed);

    private static long Checked(long sessionId, long timeMs) =>
        sessionId <= 0 ? throw new ArgumentOutOfRangeException(nameof(sessionId), sessionId, "Session: expected a stored session's number.")
        : timeMs < 0 ? throw new ArgumentOutOfRangeException(nameof(timeMs), timeMs, "Time in session: expected 0 ms or later.")
        : sessionId;
}
