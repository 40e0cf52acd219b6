using System.Globalization;
using System.Text.RegularExpressions;
using System.Threading.Channels;

namespace FerCare.Vision.Decoding;

/// <summary>
/// What ffmpeg says beside the pictures of a film: a line with the time of each, written before the picture itself, and what went wrong. Read all the
/// while, so that a talkative ffmpeg never waits for somebody to listen.
/// </summary>
internal sealed partial class FilmClock
{
    private const string Mark = "fercare";

    private readonly Channel<long> times = Channel.CreateUnbounded<long>();
    private readonly Task<string> listening;

    public FilmClock(TextReader said) => listening = Task.Run(() => ListenAsync(said));

    /// <summary>The last line that was no time; known when ffmpeg has ended.</summary>
    public string LastWords => listening.GetAwaiter().GetResult();

    /// <summary>
    /// The filters that keep at most so many pictures per second, double none, and tell the time of each in milliseconds since the first. A picture that
    /// comes early is kept where those before it came late, so that an unsteady camera loses none and 30 pictures per second become 25, not 15.
    /// </summary>
    public static string Filters(double mostPerSecond)
    {
        var stepMs = 1000 / mostPerSecond;
        // Just under one step: two pictures never share a millisecond.
        var (step, early) = (Number(stepMs), Number(Math.Max(0, stepMs - 1)));
        return "settb=1/1000,setpts=PTS-STARTPTS,"
            + $"select='if(gte(pts,ld(0)-{early}),st(0,max(pts,ld(0))+{step}))',"
            + $@"metadata=mode=add:key={Mark}:value=picture,metadata=mode=print:key={Mark}:file='pipe\:2':direct=1";
    }

    /// <summary>The time of the next picture, milliseconds since the first; null where ffmpeg told none within the time.</summary>
    public long? NextMs(TimeSpan within)
    {
        var waiting = times.Reader.WaitToReadAsync().AsTask();
        return waiting.Wait(within) && times.Reader.TryRead(out var timeMs) ? timeMs : null;
    }

    private async Task<string> ListenAsync(TextReader said)
    {
        var last = "no picture";
        try
        {
            while (await said.ReadLineAsync() is { } line)
            {
                var told = TimeLine().Match(line);
                if (told.Success && long.TryParse(told.Groups["ms"].ValueSpan, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var timeMs)) times.Writer.TryWrite(timeMs);
                else if (!line.StartsWith(Mark, StringComparison.Ordinal) && !string.IsNullOrWhiteSpace(line)) last = line.Trim();
            }
        }
        finally
        {
            times.Writer.TryComplete();
        }

        return last;
    }

    private static string Number(double value) => value.ToString("0.######", CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^frame:\d+\s+pts:(?<ms>-?\d+)\s+pts_time:")]
    private static partial Regex TimeLine();
}
