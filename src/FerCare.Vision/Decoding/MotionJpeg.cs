namespace FerCare.Vision.Decoding;

/// <summary>Motion-JPEG: JPEG images one after another in one file.</summary>
public static class MotionJpeg
{
    private const int LargestFrame = 64 * 1024 * 1024;
    private const byte Mark = 0xff, Start = 0xd8, End = 0xd9, Scan = 0xda;

    /// <summary>
    /// The frames in order, each from its start marker to its end marker, thumbnails inside them included. Bytes between
    /// frames are passed over. A frame that breaks off at the end of the stream or at the start of another is given as far as it goes.
    /// </summary>
    public static IEnumerable<byte[]> Frames(Stream stream)
    {
        var buffer = new byte[64 * 1024];
        var filled = 0;
        var ended = false;
        while (true)
        {
            var start = buffer.AsSpan(0, filled).IndexOf([Mark, Start, Mark]);
            if (start >= 0)
            {
                var length = FrameLength(buffer.AsSpan(start, filled - start));
                if (length > 0 || ended || filled - start > LargestFrame)
                {
                    var end = start + (length > 0 ? length : filled - start);
                    yield return buffer[start..end];
                    filled -= end;
                    Array.Copy(buffer, end, buffer, 0, filled);
                    continue;
                }
            }

            if (ended) yield break;
            // Only what may belong to a frame is kept; two bytes may be the start of the next.
            var keepFrom = start >= 0 ? start : Math.Max(0, filled - 2);
            filled -= keepFrom;
            Array.Copy(buffer, keepFrom, buffer, 0, filled);
            if (filled == buffer.Length) Array.Resize(ref buffer, buffer.Length * 2);
            var read = stream.Read(buffer, filled, buffer.Length - filled);
            ended = read == 0;
            filled += read;
        }
    }

    /// <summary>Length of the frame that starts here, 0 while its end is not in sight. Follows the segments of ITU-T T.81, annex B.</summary>
    private static int FrameLength(ReadOnlySpan<byte> bytes)
    {
        var at = 2;
        while (at + 1 < bytes.Length)
        {
            if (bytes[at] != Mark) return NextStart(bytes, at);
            var marker = bytes[at + 1];
            if (marker == Mark) at++;
            else if (marker == End) return at + 2;
            else if (marker == Start) return at;
            else if (marker is 0x01 or >= 0xd0 and <= 0xd7) at += 2;
            else
            {
                if (at + 3 >= bytes.Length) return 0;
                at += 2 + (bytes[at + 2] << 8) + bytes[at + 3];
                if (marker == Scan) at = EndOfScan(bytes, at);
            }
        }

        return 0;
    }

    /// <summary>The next marker behind entropy-coded data, in which FF is followed by 00 or by a restart marker.</summary>
    private static int EndOfScan(ReadOnlySpan<byte> bytes, int at)
    {
        while (at + 1 < bytes.Length)
        {
            var next = bytes[at..].IndexOf(Mark);
            if (next < 0) return bytes.Length;
            at += next;
            if (at + 1 < bytes.Length && bytes[at + 1] is not (0 or >= 0xd0 and <= 0xd7)) return at;
            at += 2;
        }

        return bytes.Length;
    }

    /// <summary>In a damaged frame: it ends where another begins.</summary>
    private static int NextStart(ReadOnlySpan<byte> bytes, int from)
    {
        var next = bytes[from..].IndexOf([Mark, Start, Mark]);
        return next < 0 ? 0 : from + next;
    }
}
