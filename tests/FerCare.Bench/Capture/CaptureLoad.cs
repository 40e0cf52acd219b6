using System.Globalization;

namespace FerCare.Bench.Capture;

/// <summary>What the capture measurement is asked for.</summary>
/// <param name="Sessions">Patients at once; with <paramref name="FindCapacity"/> the first number tried.</param>
/// <param name="FramesPerSecond">Pictures each camera gives.</param>
/// <param name="Seconds">How long each step is measured, after its warm-up.</param>
/// <param name="FindCapacity">Raise the number of sessions until the server does not keep up.</param>
/// <param name="Most">Sessions at which the search ends in any case.</param>
/// <param name="Empty">An empty database and not the demonstration's, which takes half a minute to make.</param>
/// <param name="Pages">A signed-in clinician asks for pages meanwhile.</param>
/// <param name="Admission">Let the server refuse patients as it does in service.</param>
/// <param name="Commit">Of the sources, for the record.</param>
internal sealed record CaptureLoad(
    int Sessions = 4, int FramesPerSecond = 25, int Seconds = 20, int Width = 640, int Height = 480, bool FindCapacity = false, int Most = 64,
    bool Empty = false, bool Pages = false, bool Admission = false, bool Json = false, string Commit = "unknown")
{
    public const string Usage = "capture [--sessions N, 1 to 200] [--fps F, 1 to 30] [--seconds S, 2 to 600] [--size WxH, 160x120 to 1280x960] [--find-capacity [--most N]] [--pages] [--admission] [--empty, without --pages] [--json]";

    /// <summary>A run of many steps ends after this time whatever it found.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(30);

    /// <summary>Reads the command line; null where it is not understood or out of bounds.</summary>
    public static CaptureLoad? Parse(string[] arguments)
    {
        var load = new CaptureLoad();
        for (var i = 0; i < arguments.Length; i++)
        {
            var value = i + 1 < arguments.Length ? arguments[i + 1] : "";
            load = arguments[i] switch
            {
                "--json" => load with { Json = true },
                "--find-capacity" => load with { FindCapacity = true },
                "--pages" => load with { Pages = true },
                "--empty" => load with { Empty = true },
                "--admission" => load with { Admission = true },
                "--sessions" => load with { Sessions = Number(value) },
                "--fps" => load with { FramesPerSecond = Number(value) },
                "--seconds" => load with { Seconds = Number(value) },
                "--most" => load with { Most = Number(value) },
                "--commit" => load with { Commit = value },
                "--size" => value.Split('x') is [var width, var height] ? load with { Width = Number(width), Height = Number(height) } : load with { Width = 0 },
                _ => load with { Sessions = 0 },
            };
            if (arguments[i] is not ("--json" or "--find-capacity" or "--pages" or "--empty" or "--admission")) i++;
        }

        return load.IsWithinBounds ? load : null;
    }

    private bool IsWithinBounds => !(Empty && Pages) && Sessions is >= 1 and <= 200 && Most is >= 1 and <= 200 && FramesPerSecond is >= 1 and <= 30 && Seconds is >= 2 and <= 600
        && Width is >= 160 and <= 1280 && Height is >= 120 and <= 960;

    private static int Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
