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

    /// <summary>
    /// Share of the samples outside fades that name the emotion shown, 0..1. Where in its schedule the camera began is not known
    /// to the test, so the best of all beginnings counts; a timeline that does not follow fits none of them.
    /// </summary>
    public double AgreementWith(ScriptedPatient shown) =>
        Enumerable.Range(0, (int)(shown.Length.TotalSeconds * 4)).Max(quarter => AgreementFrom(shown, TimeSpan.FromSeconds(quarter / 4.0)));

    private double AgreementFrom(ScriptedPatient shown, TimeSpan begin)
    {
        var compared = Samples.Select(s => (s.Top, Shown: shown.Shown(s.At + begin))).Where(s => s.Shown is not null).ToArray();
        return compared.Length == 0 ? 0 : (double)compared.Count(s => s.Top == s.Shown) / compared.Length;
    }
}
