using System.Diagnostics;

namespace FerCare.ModelLab.Benchmarks;

/// <summary>Times of single faces, milliseconds.</summary>
public sealed class Latency
{
    private readonly List<double> milliseconds = [];

    /// <summary>The middle of the times.</summary>
    public double Median => Percentile(0.5);

    /// <summary>Exceeded by one time in a hundred.</summary>
    public double P99 => Percentile(0.99);

    /// <summary>
    /// Measures all in turn, a few faces at a time, so that a busy moment of the machine hits all alike; every face is timed alone.
    /// </summary>
    /// <param name="scorers">Each scores one face.</param>
    /// <param name="faces">Faces of 48x48 grey pixels, taken in turn.</param>
    /// <param name="rounds">How often each is visited.</param>
    /// <param name="facesInARow">How many faces each scores at a visit.</param>
    /// <param name="progress">Called after each round with its number.</param>
    public static IReadOnlyList<Latency> Interleaved(IReadOnlyList<Action<byte[]>> scorers, IReadOnlyList<byte[]> faces, int rounds, int facesInARow, Action<int> progress)
    {
        foreach (var score in scorers)
            for (var i = 0; i < 5; i++) score(faces[i % faces.Count]);
        var all = scorers.Select(_ => new Latency()).ToArray();
        for (var round = 0; round < rounds; round++)
        {
            for (var s = 0; s < scorers.Count; s++)
            {
                for (var i = 0; i < facesInARow; i++)
                {
                    var started = Stopwatch.GetTimestamp();
                    scorers[s](faces[(round * facesInARow + i) % faces.Count]);
                    all[s].milliseconds.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
                }
            }

            progress(round + 1);
        }

        return all;
    }

    private double Percentile(double share)
    {
        var ordered = milliseconds.Order().ToArray();
        return ordered[Math.Min(ordered.Length - 1, (int)(share * ordered.Length))];
    }
}
