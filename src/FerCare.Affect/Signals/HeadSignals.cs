using FerCare.Affect.Timeline;

namespace FerCare.Affect.Signals;

/// <summary>What the head's pose says: velocity, spread and lowering.</summary>
internal static class HeadSignals
{
    public static void Tally(SessionSeries series, double? neutralPitch, SignalOptions options, BlockTallies tallies)
    {
        foreach (var (time, velocity) in HeadMotion.Velocities(series.Frames, options))
            tallies.Add(time, SignalKind.HeadVelocity, velocity * velocity * options.PoseStepMs / 1000, options.PoseStepMs / 1000);

        var held = HeldTime.Of([.. series.Frames.Select(f => f.TimeMs)], series.Gaps, series.DurationMs);
        TallySpread(series, held, tallies);
        if (neutralPitch is not { } neutral) return;
        for (var i = 0; i < held.Length; i++)
        {
            var frame = series.Frames[i];
            if (PitchOf(frame) is not { } pitch) continue;
            var seconds = held[i] / 1000.0;
            tallies.Add(frame.TimeMs, SignalKind.HeadDownShare, pitch <= neutral - options.HeadDownDegrees ? seconds : 0, seconds);
        }
    }

    /// <summary>Median pitch of the session's neutral baseline, degrees; null where too little of it was usable.</summary>
    public static double? NeutralPitch(SessionSeries series, SignalOptions options)
    {
        if (series.Baseline is not { } baseline) return null;
        var inside = series.Frames.Where(f => baseline.Contains(f.TimeMs)).ToArray();
        var held = HeldTime.Of([.. inside.Select(f => f.TimeMs)], series.Gaps, baseline.ToMs);
        var usable = inside.Zip(held).Where(f => PitchOf(f.First) is not null).ToArray();
        return usable.Sum(f => f.Second) < options.MinimumBaselineSeconds * 1000 ? null : Stretches.Median([.. usable.Select(f => PitchOf(f.First)!.Value)]);
    }

    /// <summary>Squared distances from the mean yaw and pitch of all that counts, so that blocks add up to the variance.</summary>
    private static void TallySpread(SessionSeries series, long[] held, BlockTallies tallies)
    {
        double yaw = 0, pitch = 0, all = 0;
        for (var i = 0; i < held.Length; i++)
        {
            var frame = series.Frames[i];
            if (!frame.Quality.IsValid() || frame.Pose is not { } pose || !tallies.Counts(frame.TimeMs)) continue;
            yaw += pose.Yaw * held[i];
            pitch += pose.Pitch * held[i];
            all += held[i];
        }

        if (all == 0) return;
        (yaw, pitch) = (yaw / all, pitch / all);
        for (var i = 0; i < held.Length; i++)
        {
            var frame = series.Frames[i];
            if (!frame.Quality.IsValid() || frame.Pose is not { } pose) continue;
            var seconds = held[i] / 1000.0;
            tallies.Add(frame.TimeMs, SignalKind.YawSpread, (pose.Yaw - yaw) * (pose.Yaw - yaw) * seconds, seconds);
            tallies.Add(frame.TimeMs, SignalKind.PitchSpread, (pose.Pitch - pitch) * (pose.Pitch - pitch) * seconds, seconds);
        }
    }

    /// <summary>A head lowered beyond the limit for emotions is still a lowered head.</summary>
    private static double? PitchOf(in FrameSample frame) =>
        (frame.Quality & ~(QualityIssue.EyesTooSmall | QualityIssue.TiltedAway)) == QualityIssue.None ? frame.Pose?.Pitch : null;
}
