namespace FerCare.Samples;

/// <summary>What becomes of a made-up patient.</summary>
public enum SyntheticCourse
{
    /// <summary>Sessions vary and nothing else happens.</summary>
    Unchanged,

    /// <summary>From one session on every component of the depression pattern is shifted in its direction.</summary>
    DepressionPattern,

    /// <summary>From one session on every component of the stress pattern is shifted in its direction.</summary>
    StressPattern,
}

/// <summary>How made-up patients vary from session to session: a check of the mathematics, not of the clinic.</summary>
public sealed record SyntheticWorld
{
    /// <summary>Correlation of any two components in the directions of the indices.</summary>
    public double Correlation { get; init; } = 0.3;

    /// <summary>Degrees of freedom of Student's t, over all components of a session at once (a whole session can be unusual); null for Gaussian sessions. Scaled to the same standard deviation.</summary>
    public int? TailFreedom { get; init; }

    /// <summary>True spread between sessions as a multiple of the prior: 2 where the prior is half the truth.</summary>
    public double SpreadFactor { get; init; } = 1;

    /// <summary>Noise of the sensor on top of the spread, standard deviations in units of the prior.</summary>
    public double SensorNoise { get; init; }

    /// <summary>Share of sessions that are withheld for low coverage.</summary>
    public double WithheldSessions { get; init; }

    /// <summary>Share of figures that are withheld in a session that is not.</summary>
    public double WithheldFigures { get; init; }

    /// <summary>Sessions of each patient.</summary>
    public int Sessions { get; init; } = 10;

    /// <summary>Number of the first changed session, counted from 1.</summary>
    public int ChangedFrom { get; init; } = 4;

    /// <summary>The change of every component, in true standard deviations between sessions.</summary>
    public double Change { get; init; } = 1.5;
}
