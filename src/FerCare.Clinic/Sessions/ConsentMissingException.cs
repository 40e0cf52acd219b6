namespace FerCare.Clinic.Sessions;

/// <summary>A session was to start without a consent that stands.</summary>
public sealed class ConsentMissingException(long sessionId) : Exception($"Session {sessionId}: expected a consent that stands before it starts, found none.");
