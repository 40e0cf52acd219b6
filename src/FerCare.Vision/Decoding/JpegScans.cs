namespace FerCare.Vision.Decoding;

/// <summary>
/// Counts the passes a decoder has to make over a JPEG. Every pass goes over the whole picture, though it may be described by a dozen bytes: a
/// file of 128 KiB can ask for thousands and keep a decoder busy for seconds.
/// </summary>
internal static class JpegScans
{
    private const byte Mark = 0xff, StartOfScan = 0xda, EndOfImage = 0xd9, FirstRestart = 0xd0, LastRestart = 0xd7, Stuffed = 0x00, StartOfImage = 0xd8, Temporary = 0x01;

    /// <summary>How many there are; counting stops at <paramref name="enough"/>. What lies inside segments, such as the small picture of an Exif note, is not counted.</summary>
    public static int Count(ReadOnlySpan<byte> jpeg, int enough)
    {
        var (at, scans) = (0, 0);
        while (scans < enough)
        {
            var next = jpeg[at..].IndexOf(Mark);
            if (next < 0 || at + next + 1 >= jpeg.Length) return scans;
            at += next + 1;
            var kind = jpeg[at];
            if (kind == Mark) continue; // fill bytes
            at++;
            if (kind is Stuffed or Temporary or StartOfImage or (>= FirstRestart and <= LastRestart)) continue;
            if (kind == EndOfImage) return scans;
            if (kind == StartOfScan) scans++;
            if (at + 1 >= jpeg.Length) return scans;
            at = Math.Min(jpeg.Length, at + Math.Max(2, jpeg[at] << 8 | jpeg[at + 1]));
        }

        return scans;
    }
}
