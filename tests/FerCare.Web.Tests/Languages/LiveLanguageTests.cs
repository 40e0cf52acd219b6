using System.Globalization;
using FerCare.Affect;
using FerCare.Clinic.Sessions;
using FerCare.Web.Languages;
using FerCare.Web.Monitoring;
using Microsoft.Extensions.Logging.Abstractions;

namespace FerCare.Web.Tests.Languages;

/// <summary>What the server tells a page by itself, on a thread that knows no reader.</summary>
public sealed class LiveLanguageTests
{
    [Fact]
    public async Task A_page_that_follows_a_session_is_told_in_its_reader_s_language()
    {
        var feed = new SessionFeed(NullLogger<SessionFeed>.Instance);
        var seen = new List<string>();
        using var german = Reading.In("de", () => feed.Subscribe(1, view => seen.Add($"{CultureInfo.CurrentUICulture.Name} {view.Coverage:0.0}")));
        using var english = Reading.In("en", () => feed.Subscribe(1, view => seen.Add($"{CultureInfo.CurrentUICulture.Name} {view.Coverage:0.0}")));

        var after = await ElsewhereAsync(() => feed.Publish(new LiveView(1, SessionState.Live, DateTimeOffset.UnixEpoch, 0, null, null, QualityIssue.None, 0, 0, 0.5, [])));

        seen.AsEnumerable().ShouldBe(["de 0,5", "en 0.5"]);
        after.ShouldBe("", "The thread has its own language again.");
    }

    [Fact]
    public async Task What_a_step_sets_going_stays_in_the_reader_s_language()
    {
        var language = Reading.In("de", () => ReaderLanguage.Current);
        var set = new TaskCompletionSource();
        Task<string>? later = null;

        await ElsewhereAsync(() => language.Run(() => later = LaterAsync()));
        set.SetResult();

        (await later.ShouldNotBeNull()).ShouldBe("de");

        async Task<string> LaterAsync()
        {
            await set.Task;
            return CultureInfo.CurrentCulture.Name;
        }
    }

    /// <summary>Runs a step where no reader is known; which language the thread has then.</summary>
    private static Task<string> ElsewhereAsync(Action step) => Task.Run(() =>
    {
        (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (CultureInfo.InvariantCulture, CultureInfo.InvariantCulture);
        step();
        return CultureInfo.CurrentCulture.Name + CultureInfo.CurrentUICulture.Name;
    }, TestContext.Current.CancellationToken);
}
