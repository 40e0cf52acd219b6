using FerCare.Clinic.Audit;
using FerCare.Reports;
using FerCare.Web.Reporting;
using Microsoft.Extensions.DependencyInjection;

namespace FerCare.Web.Tests.Reporting;

public sealed class FileOrderTests
{
    /// <summary>Generous: a slow machine is no fault.</summary>
    private static readonly TimeSpan longest = TimeSpan.FromMinutes(2);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_page_hears_that_its_file_is_being_made_and_can_cancel_it_and_nothing_is_recorded()
    {
        var writer = new WritesUntilCancelled();
        await using var app = await RunningApp.StartAsync(builder => builder.Services.AddSingleton<IReportWriter>(writer));
        var north = await app.HireAsync("north", "Team North");
        var session = await app.HoldAsync(north, await app.AdmitAsync(north), seconds: 5);
        using var browser = await app.SignedInAsync("north");
        var order = app.Services.GetRequiredService<FileOrders>().Open();
        var changes = 0;
        order.Changed += () => Interlocked.Increment(ref changes);

        var asked = browser.GetAsync($"/sessions/{session.PublicId}/report.{writer.Extension}?order={order.Id}");
        await writer.Begun.WaitAsync(longest, Cancel);
        order.BeingMade.ShouldBe(writer.Extension);
        order.End.ShouldBeNull();
        order.Cancel();
        using var answer = await asked.WaitAsync(longest, Cancel);

        answer.IsSuccessStatusCode.ShouldBeFalse();
        order.BeingMade.ShouldBeNull();
        order.End.ShouldBe(FileEnd.Cancelled);
        changes.ShouldBe(2);
        (await RecordedAsync(app)).ShouldBe(0);
    }

    [Fact]
    public async Task Whoever_leaves_stops_the_making_of_the_file_and_nothing_is_recorded()
    {
        var writer = new WritesUntilCancelled();
        await using var app = await RunningApp.StartAsync(builder => builder.Services.AddSingleton<IReportWriter>(writer));
        var north = await app.HireAsync("north", "Team North");
        var session = await app.HoldAsync(north, await app.AdmitAsync(north), seconds: 5);
        using var browser = await app.SignedInAsync("north");
        using var http = new HttpClient(new SocketsHttpHandler { CookieContainer = browser.Cookies }) { BaseAddress = app.Address };
        using var leaves = CancellationTokenSource.CreateLinkedTokenSource(Cancel);

        var asked = http.GetAsync($"/sessions/{session.PublicId}/report.{writer.Extension}", leaves.Token);
        await writer.Begun.WaitAsync(longest, Cancel);
        await leaves.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(asked);
        await writer.Stopped.WaitAsync(longest, Cancel);
        (await RecordedAsync(app)).ShouldBe(0);
    }

    [Fact]
    public async Task A_file_that_was_made_is_told_as_made_and_an_order_of_a_page_that_was_left_is_no_order()
    {
        await using var app = await RunningApp.StartAsync();
        var north = await app.HireAsync("north", "Team North");
        var session = await app.HoldAsync(north, await app.AdmitAsync(north), seconds: 5);
        using var browser = await app.SignedInAsync("north");
        var orders = app.Services.GetRequiredService<FileOrders>();
        FileOrder stays = orders.Open(), left = orders.Open();
        orders.Close(left);

        foreach (var order in (FileOrder[])[stays, left])
        {
            using var answer = await browser.GetAsync($"/sessions/{session.PublicId}/report.csv?order={order.Id}");
            answer.IsSuccessStatusCode.ShouldBeTrue();
        }

        stays.End.ShouldBe(FileEnd.Made);
        left.End.ShouldBeNull();
        (await RecordedAsync(app)).ShouldBe(2);
    }

    private static async Task<int> RecordedAsync(RunningApp app) =>
        (await app.Services.GetRequiredService<AuditTrail>().SearchAsync(new AuditQuery(Action: AuditAction.Export), Cancel)).Lines.Count;

    /// <summary>A format that never comes to its end.</summary>
    private sealed class WritesUntilCancelled : IReportWriter
    {
        private readonly TaskCompletionSource begun = new(TaskCreationOptions.RunContinuationsAsynchronously), stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Begun => begun.Task;

        public Task Stopped => stopped.Task;

        public string ContentType => "text/plain";

        public string Extension => "endless";

        public void Write(SessionReport report, Stream to, CancellationToken cancel = default)
        {
            begun.SetResult();
            if (!cancel.WaitHandle.WaitOne(longest)) throw new TimeoutException("Expected to be cancelled, was not.");
            stopped.SetResult();
            cancel.ThrowIfCancellationRequested();
        }
    }
}
