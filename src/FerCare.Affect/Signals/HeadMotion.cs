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
    public static IEnumerable<(double TimeMs, double DegreesPerSecond)> Velocities(ReadOnlySpan<FrameSample> frames, SignalOptions options)
    {
        var poses = new PoseAt[frames.Length];
        var stretches = new List<ArraySegment<PoseAt>>();
        var (count, start) = (0, 0);
        foreach (ref readonly var frame in frames)
        {
            if (!frame.Quality.IsValid() || frame.Pose is not { } pose)
            {
                Cut();
                continue;
            }

            var now = new PoseAt(frame.TimeMs, pose.Yaw, pose.Pitch, pose.Roll);
            if (count > start && !Follows(poses[count - 1], now, options)) Cut();
            poses[count++] = now;
        }

        Cut();
        return stretches.SelectMany(run => InStretch(run, options));

        void Cut()
        {
            if (count - start > 1) stretches.Add(new(poses, start, count - start));
            start = count;
        }
    }

    /// <summary>The break is short, and the head could turn that fast; a single wrong frame is left out that way.</summary>
    private static bool Follows(in PoseAt before, in PoseAt now, SignalOptions options) =>
        now.TimeMs - before.TimeMs <= options.LongestBreakMs && Distance(before, now) <= options.FastestHead * (now.TimeMs - before.TimeMs) / 1000;

    private static double Distance(in PoseAt a, in PoseAt b) =>
        Math.Sqrt((b.Yaw - a.Yaw) * (b.Yaw - a.Yaw) + (b.Pitch - a.Pitch) * (b.Pitch - a.Pitch) + (b.Roll - a.Roll) * (b.Roll - a.Roll));

    private static IEnumerable<(double TimeMs, double DegreesPerSecond)> InStretch(ArraySegment<PoseAt> run, SignalOptions options)
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
    private static PoseAt[] Integral(ArraySegment<PoseAt> run)
    {
        var integral = new PoseAt[run.Count];
        for (var i = 1; i < run.Count; i++) integral[i] = Plus(integral[i - 1], Area(run[i - 1], run[i]));
        return integral;
    }

    private static PoseAt MeanOver(ReadOnlySpan<PoseAt> run, PoseAt[] integral, int cursor, double fromMs, double toMs)
    {
        var (start, end) = (IntegralAt(run, integral, cursor, fromMs), IntegralAt(run, integral, cursor, toMs));
        var length = toMs - fromMs;
        return new(fromMs, (end.Yaw - start.Yaw) / length, (end.Pitch - start.Pitch) / length, (end.Roll - start.Roll) / length);
    }

    private static PoseAt IntegralAt(ReadOnlySpan<PoseAt> run, PoseAt[] integral, int cursor, double timeMs)
    {
        while (cursor < run.Length - 2 && run[cursor + 1].TimeMs < timeMs) cursor++;
        var (a, b) = (run[cursor], run[cursor + 1]);
        var share = (timeMs - a.TimeMs) / (b.TimeMs - a.TimeMs);
        var here = new PoseAt(timeMs, a.Yaw + share * (b.Yaw - a.Yaw), a.Pitch + share * (b.Pitch - a.Pitch), a.Roll + share * (b.Roll - a.Roll));
        return Plus(integral[cursor], Area(a, here));
    }

    private static PoseAt Area(in PoseAt a, in PoseAt b)
    {
        var half = (b.TimeMs - a.TimeMs) / 2;
        return new(0, (a.Yaw + b.Yaw) * half, (a.Pitch + b.Pitch) * half, (a.Roll + b.Roll) * half);
    }

    private static PoseAt Plus(in PoseAt a, in PoseAt b) => new(0, a.Yaw + b.Yaw, a.Pitch + b.Pitch, a.Roll + b.Roll);
}
