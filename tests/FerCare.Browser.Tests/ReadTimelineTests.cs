using FerCare.Affect;
using FerCare.Samples;

namespace FerCare.Browser.Tests;

/// <summary>What the comparison with the camera's film accepts and what it does not.</summary>
public sealed class ReadTimelineTests
{
    private static readonly TimeSpan Frame = TimeSpan.FromSeconds(0.2);

    [Fact]
    public void A_timeline_that_follows_the_film_agrees_with_it_wherever_the_film_began()
    {
        using var film = CameraBrowser.Patient();

        Seen(film, at => at + TimeSpan.FromSeconds(17)).AgreementWith(film).ShouldBe(1);
    }

    [Fact]
    public void A_film_that_stuttered_on_a_busy_machine_still_agrees()
    {
        using var film = CameraBrowser.Patient();

        // Stands still for three seconds, twice.
        Seen(film, at => at - Late(at, 20) - Late(at, 41)).AgreementWith(film).ShouldBeGreaterThan(0.97);

        static TimeSpan Late(TimeSpan at, int from) => TimeSpan.FromSeconds(Math.Clamp(at.TotalSeconds - from, 0, 3));
    }

    [Fact]
    public void A_timeline_that_names_one_emotion_all_the_time_does_not_agree()
    {
        using var film = CameraBrowser.Patient();

        foreach (var emotion in Enum.GetValues<Emotion>()) new ReadTimeline([.. Times().Select(at => (at, emotion))]).AgreementWith(film).ShouldBeLessThan(0.75);
    }

    [Fact]
    public void A_timeline_that_shows_the_emotions_in_another_order_does_not_agree()
    {
        using var film = CameraBrowser.Patient();
        using var other = new ScriptedPatient((Emotion.Neutral, 12), (Emotion.Surprise, 8), (Emotion.Happy, 12));

        Seen(other, at => at).AgreementWith(film).ShouldBeLessThan(0.85);
    }

    private static ReadTimeline Seen(ScriptedPatient film, Func<TimeSpan, TimeSpan> shownAt) =>
        new([.. Times().Select(at => (at, film.Shown(shownAt(at)) ?? Emotion.Neutral))]);

    private static IEnumerable<TimeSpan> Times() => Enumerable.Range(0, 330).Select(i => i * Frame);
}
