using FerCare.Affect.Signals;

namespace FerCare.Clinic.Sessions;

/// <summary>What the patient does meanwhile. Blink rates differ threefold between the three (Bentivoglio 1997), so only like is compared with like.</summary>
public enum SessionContext
{
    Rest = 0,
    Conversation = 1,
    Reading = 2,
}

internal static class SessionContexts
{
    /// <summary>The same, in the words of the signals.</summary>
    public static SegmentContext Segment(this SessionContext context) => context switch
    {
        SessionContext.Rest => SegmentContext.Rest,
        SessionContext.Conversation => SegmentContext.Conversation,
        SessionContext.Reading => SegmentContext.Reading,
        _ => throw new ArgumentOutOfRangeException(nameof(context), context, "Session context: expected rest, conversation or reading."),
    };
}
