using FerCare.Web.Shell;

namespace FerCare.Web.Tests.Shell;

public sealed class LatestOnlyTests
{
    [Fact]
    public async Task An_older_answer_that_comes_last_does_not_replace_a_newer_one()
    {
        var latest = new LatestOnly();
        TaskCompletionSource<string> first = new(), second = new();
        var shown = new List<string>();
        Task older = ShowAsync(first), newer = ShowAsync(second);

        second.SetResult("newer");
        await newer;
        first.SetResult("older");
        await older;

        shown.ShouldBe(["newer"]);

        async Task ShowAsync(TaskCompletionSource<string> answer)
        {
            var isLatest = latest.Begin();
            var read = await answer.Task;
            if (isLatest()) shown.Add(read);
        }
    }

    [Fact]
    public void A_question_is_the_latest_until_another_is_asked()
    {
        var latest = new LatestOnly();

        var first = latest.Begin();
        first().ShouldBeTrue();
        var second = latest.Begin();

        (first(), second()).ShouldBe((false, true));
    }
}
