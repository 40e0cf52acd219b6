using FerCare.Affect;
using Microsoft.Extensions.Localization;

namespace FerCare.Web.Live;

/// <summary>How the seven expressions are called.</summary>
public static class EmotionWords
{
    public static string Title(this Emotion emotion, IStringLocalizer words) => emotion switch
    {
        Emotion.Angry => words["Angry"],
        Emotion.Disgust => words["Disgust"],
        Emotion.Fear => words["Fear"],
        Emotion.Happy => words["Happy"],
        Emotion.Sad => words["Sad"],
        Emotion.Surprise => words["Surprise"],
        Emotion.Neutral => words["Neutral"],
        _ => throw new ArgumentOutOfRangeException(nameof(emotion), emotion, "Expected one of the seven."),
    };
}
