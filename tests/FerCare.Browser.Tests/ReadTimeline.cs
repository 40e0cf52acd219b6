using System.Globalization;
using FerCare.Affect;
using FerCare.Samples;

namespace FerCare.Browser.Tests;

/// <summary>The classified samples of a session as its CSV export has them.</summary>
internal sealed record ReadTimeline(IReadOnlyList<(TimeSpan At, Emotion Top)> Samples)
{
    public static ReadTimeline Parse(string csv)
    {
        var lines = csv.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var header = lines[0].TrimEnd('\r').Split(',');
        int time = Array.IndexOf(header, "t_ms"), top = Array.IndexOf(header, "top");
        return new([.. lines.Skip(1).Select(line => line.TrimEnd('\r').Split(',')).Where(cells => cells[top].Length > 0).Select(cells =>
            (TimeSpan.FromMilliseconds(long.Parse(cells[time], CultureInfo.InvariantCulture)), Enum.Parse<Emotion>(cells[top], ignoreCase: true)))]);
    }

    // Chromium's camera from a file shows the next picture late on a busy machine and never catches up (its
    // FileVideoCaptureDevice accumulates no debt): the film may fall behind the clock, by no more than this share of the session.
    private const double FallsBehindAtMost = 0.25;

    private static readonly TimeSpan Step = TimeSpan.FromSeconds(0.25);

    /// <summary>
    /// Share of the samples outside fades that name the emotion shown, 0..1. Where in its schedule the camera began is not known
    /// to the test, nor where its film fell behind, so the best of all beginnings and delays counts; a timeline that does not
    /// follow the schedule fits none of them.
    /// </summary>
    public double AgreementWith(ScriptedPatient shown) =>
        Enumerable.Range(0, (int)(shown.Length / Step)).Max(begin => AgreementFrom(shown, begin * Step));

    private double AgreementFrom(ScriptedPatient shown, TimeSpan begin)
    {
        var delays = (int)((Samples[^1].At - Samples[0].At) * FallsBehindAtMost / Step) + 1;
        // The best fit so far of every delay that the film may have by now; it only grows.
        var fits = new Fit[delays];
        foreach (var (at, top) in Samples)
        {
            for (var delay = 0; delay < delays; delay++)
            {
                if (delay > 0 && fits[delay - 1].Score > fits[delay].Score) fits[delay] = fits[delay - 1];
            }

            for (var delay = 0; delay < delays; delay++)
            {
                // The film repeats, so a whole round more keeps the time above zero and shows the same.
                var seen = shown.Shown(at + begin + delays * shown.Length - delay * Step);
                if (seen is not null) fits[delay] = fits[delay].With(seen == top);
            }
        }

        return fits.Max(f => f.Agreement);
    }

    private readonly record struct Fit(int Right, int Wrong)
    {
        public int Score => Right - Wrong;

        public double Agreement => Right + Wrong == 0 ? 0 : (double)Right / (Right + Wrong);

        public Fit With(bool right) => right ? this with { Right = Right + 1 } : this with { Wrong = Wrong + 1 };
    }
}
