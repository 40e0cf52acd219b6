using FerCare.Affect.Timeline;

namespace FerCare.Affect.Signals;

/// <summary>What the head's pose says: velocity, spread and lowering.</summary>
internal static class HeadSignals
{
    public static void Tally(SessionSeries series, double? neutralPitch, SignalOptions options, BlockTallies tallies)
    {
        foreach (var (time, velocity) in HeadMotion.Velocities(series.FramesInOnePiece, options))
            tallies.Add(time, SignalKind.HeadVelocity, velocity * velocity * options.PoseStepMs / 1000, options.PoseStepMs / 1000);

        var frames = series.FramesInOnePiece;
        var held = series.FrameHeldMs;
        TallySpread(frames, held, tallies);
        if (neutralPitch is not { } neutral) return;
        for (var i = 0; i < held.Length; i++)
        {
            ref readonly var frame = ref frames[i];
            if (PitchOf(frame) is not { } pitch || tallies.At(frame.TimeMs) is not { } tally) continue;
            var seconds = held[i] / 1000.0;
            tally.Add(SignalKind.HeadDownShare, pitch <= neutral - options.HeadDownDegrees ? seconds : 0, seconds);
        }
    }

    /// <summary>Median pitch of the session's neutral baseline, degrees; null where too little of it was usable.</summary>
    public static double? NeutralPitch(SessionSeries series, SignalOptions options)
    {
        if (series.Baseline is not { } baseline) return null;
        var (times, pitches) = (new List<long>(), new List<double?>());
        foreach (ref readonly var frame in series.FramesInOnePiece)
        {
            if (!baseline.Contains(frame.TimeMs)) continue;
            times.Add(frame.TimeMs);
            pitches.Add(PitchOf(frame));
        }

        var usableMs = HeldTime.Of(times, series.Gaps, baseline.ToMs).Where((_, i) => pitches[i] is not null).Sum();
        return usableMs < options.MinimumBaselineSeconds * 1000 ? null : Medians.Of([.. pitches.OfType<double>()]);
    }

    /// <summary>Squared distances from the mean yaw and pitch of all that counts, so that blocks add up to the variance.</summary>
    private static void TallySpread(ReadOnlySpan<FrameSample> frames, long[] held, BlockTallies tallies)
    {
        double yaw = 0, pitch = 0, all = 0;
        for (var i = 0; i < held.Length; i++)
        {
            ref readonly var frame = ref frames[i];
            if (!frame.Quality.IsValid() || frame.Pose is not { } pose || !tallies.Counts(frame.TimeMs)) continue;
            yaw += pose.Yaw * held[i];
            pitch += pose.Pitch * held[i];
            all += held[i];
        }

        if (all == 0) return;
        (yaw, pitch) = (yaw / all, pitch / all);
        for (var i = 0; i < held.Length; i++)
        {
            ref readonly var frame = ref frames[i];
            if (!frame.Quality.IsValid() || frame.Pose is not { } pose || tallies.At(frame.TimeMs) is not { } tally) continue;
            var seconds = held[i] / 1000.0;
            tally.Add(SignalKind.YawSpread, (pose.Yaw - yaw) * (pose.Yaw - yaw) * seconds, seconds);
            tally.Add(SignalKind.PitchSpread, (pose.Pitch - pitch) * (pose.Pitch - pitch) * seconds, seconds);
        }
    }

    /// <summary>A head lowered beyond the limit for emotions is still a lowered head.</summary>
    private static double? PitchOf(in FrameSample frame) =>
        (frame.Quality & ~(QualityIssue.EyesTooSmall | QualityIssue.TiltedAway)) == QualityIssue.None ? frame.Pose?.Pitch : null;
}
