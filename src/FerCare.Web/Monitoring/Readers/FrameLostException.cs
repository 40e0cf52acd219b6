namespace FerCare.Web.Monitoring.Readers;

/// <summary>A frame was not read because its reader was lost or none is there: the session has a gap until the next one is read.</summary>
public sealed class FrameLostException(string message) : Exception(message);
