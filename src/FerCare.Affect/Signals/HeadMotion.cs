namespace FerCare.Affect.Signals;

/// <summary>The head's angular velocity, independent of the camera's frame rate.</summary>
internal static class HeadMotion
{
    private readonly record struct PoseAt(double TimeMs, double Yaw, double Pitch, double Roll);

    /// <summary>
    /// Angular velocity in degrees per second at each resampled step. Poses are joined by straight lines, averaged over a window and
    /// sampled at fixed steps before they are differentiated, so that 15, 25 and 30 frames per second agree and single-frame noise is damped.
    /// Changes faster than a head can turn are left out.
    /// </summary>
    public static IEnumerable<(double TimeMs, double DegreesPerSecond)> Velocities(IReadOnlyList<FrameSample> frames, SignalOptions options) =>
        Stretches.Runs(frames, f => f.Quality.IsValid() ? f.Pose : null, (p, t) => new PoseAt(t, p.Yaw, p.Pitch, p.Roll), options.LongestBreakMs)
            .SelectMany(run => WithoutJumps(run, options)).SelectMany(run => InStretch(run, options));

    /// <summary>Cuts where the pose changes faster than a head can turn; a single wrong frame is left out that way.</summary>
    private static IEnumerable<List<PoseAt>> WithoutJumps(List<PoseAt> run, SignalOptions options)
    {
        var start = 0;
        for (var i = 1; i <= run.Count; i++)
        {
            if (i < run.Count && Distance(run[i - 1], run[i]) <= options.FastestHead * (run[i].TimeMs - run[i - 1].TimeMs) / 1000) continue;
            if (i - start > 1) yield return run[start..i];
            start = i;
        }
    }

    private static double Distance(PoseAt a, PoseAt b) =>
        Math.Sqrt((b.Yaw - a.Yaw) * (b.Yaw - a.Yaw) + (b.Pitch - a.Pitch) * (b.Pitch - a.Pitch) + (b.Roll - a.Roll) * (b.Roll - a.Roll));

    private static IEnumerable<(double TimeMs, double DegreesPerSecond)> InStretch(List<PoseAt> run, SignalOptions options)
    {
        var integral = Integral(run);
        PoseAt? before = null;
        var cursor = 0;
        for (var from = run[0].TimeMs; from + options.PoseWindowMs <= run[^1].TimeMs; from += options.PoseStepMs)
        {
            while (cursor < run.Count - 1 && run[cursor + 1].TimeMs <= from) cursor++;
            var now = MeanOver(run, integral, cursor, from, from + options.PoseWindowMs);
            if (before is { } was) yield return (from, Distance(was, now) / (options.PoseStepMs / 1000));
            before = now;
        }
    }

    /// <summary>The running integral of the poses joined by straight lines.</summary>
    private static PoseAt[] Integral(List<PoseAt> run)
    {
        var integral = new PoseAt[run.Count];
        for (var i = 1; i < run.Count; i++) integral[i] = Plus(integral[i - 1], Area(run[i - 1], run[i]));
        return integral;
    }

    private static PoseAt MeanOver(List<PoseAt> run, PoseAt[] integral, int cursor, double fromMs, double toMs)
    {
        var (start, end) = (IntegralAt(run, integral, cursor, fromMs), IntegralAt(run, integral, cursor, toMs));
        var length = toMs - fromMs;
        return new(fromMs, (end.Yaw - start.Yaw) / length, (end.Pitch - start.Pitch) / length, (end.Roll - start.Roll) / length);
    }

    private static PoseAt IntegralAt(List<PoseAt> run, PoseAt[] integral, int cursor, double timeMs)
    {
        while (cursor < run.Count - 2 && run[cursor + 1].TimeMs < timeMs) cursor++;
        var (a, b) = (run[cursor], run[cursor + 1]);
        var share = (timeMs - a.TimeMs) / (b.TimeMs - a.TimeMs);
        var here = new PoseAt(timeMs, a.Yaw + share * (b.Yaw - a.Yaw), a.Pitch + share * (b.Pitch - a.Pitch), a.Roll + share * (b.Roll - a.Roll));
        return Plus(integral[cursor], Area(a, here));
    }

    private static PoseAt Area(PoseAt a, PoseAt b)
    {
        var half = (b.TimeMs - a.TimeMs) / 2;
        return new(0, (a.Yaw + b.Yaw) * half, (a.Pitch + b.Pitch) * half, (a.Roll + b.Roll) * half);
    }

    private static PoseAt Plus(PoseAt a, PoseAt b) => new(0, a.Yaw + b.Yaw, a.Pitch + b.Pitch, a.Roll + b.Roll);
}
