namespace FerCare.Vision.Decoding;

/// <summary>Why a frame is not read.</summary>
public enum FrameRefusal
{
    /// <summary>No bytes at all.</summary>
    Empty,

    /// <summary>More pixels or bytes than <see cref="FrameLimits"/> allow.</summary>
    TooLarge,

    /// <summary>Not an image, or of a format that is not taken.</summary>
    WrongFormat,

    /// <summary>An image that is damaged or breaks off.</summary>
    Corrupt,
}

/// <summary>A frame that is not read; the session it belongs to goes on.</summary>
public sealed class FrameRefusedException(FrameRefusal reason, string message) : Exception(message)
{
    public FrameRefusal Reason { get; } = reason;
}
