namespace FerCare.Web.Monitoring;

/// <summary>One frame on its way from the browser to a reader. It lives in memory only and is gone once it is read.</summary>
/// <param name="TimeMs">Milliseconds of the session; before it starts, of the camera check.</param>
/// <param name="Stretch">Number of the unbroken stretch it belongs to: nothing is carried over from one to the next.</param>
/// <param name="Recorded">It belongs to the session and its reading is stored; a frame of the camera check does not.</param>
/// <param name="ArrivedAt">When it arrived, timestamp of the clock.</param>
/// <param name="Encoded">The JPEG as it came.</param>
public readonly record struct CapturedFrame(long TimeMs, int Stretch, bool Recorded, long ArrivedAt, byte[] Encoded);
