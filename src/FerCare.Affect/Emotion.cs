namespace FerCare.Affect;

/// <summary>The seven facial emotions in the label order of FER2013 (Goodfellow et al. 2013); the value is the class index.</summary>
public enum Emotion
{
    Angry = 0,
    Disgust = 1,
    Fear = 2,
    Happy = 3,
    Sad = 4,
    Surprise = 5,
    Neutral = 6,
}

/// <summary>Names and count of <see cref="Emotion"/>, in class order.</summary>
public static class Emotions
{
    /// <summary>Number of classes.</summary>
    public const int Count = 7;

    /// <summary>All seven, in class order.</summary>
    public static IReadOnlyList<Emotion> All { get; } = Enum.GetValues<Emotion>();

    /// <summary>Lower-case names in class order, as they stand in files and manifests.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(NameOf)];

    /// <summary>The lower-case name of one emotion.</summary>
    public static string NameOf(this Emotion emotion) => emotion.ToString().ToLowerInvariant();
}
