using System.Diagnostics;

namespace FerCare.Bench.Capture;

/// <summary>A signed-in clinician who goes from page to page while patients are read: the day, a patient, the review of a session.</summary>
internal sealed class BenchClinician : IDisposable
{
    /// <summary>Whoever waits longer has given up; the wait counts as this long.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    // A person reads; this one asks some times a second, so that a short run has enough answers, and never for two pages at once.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly SignedInReader browser;
    private readonly IReadOnlyList<string> paths;

    private BenchClinician(SignedInReader browser, IReadOnlyList<string> paths) => (this.browser, this.paths) = (browser, paths);

    /// <summary>Signs in and sees every page once: what is asked of a page first, its code is compiled.</summary>
    public static async Task<BenchClinician> EnterAsync(Uri address, BenchStaff staff)
    {
        var clinician = new BenchClinician(await SignedInReader.EnterAsync(address, staff.UserName, staff.Password), staff.Paths);
        foreach (var path in staff.Paths)
        {
            var page = await clinician.browser.ReadAsync(path);
            if (!page.Contains("<h1", StringComparison.Ordinal)) throw new InvalidOperationException($"{path}: expected a page with a heading, found {page.Length} characters without one.");
        }

        return clinician;
    }

    /// <summary>Asks until a timestamp; how long each page took until its last byte, milliseconds.</summary>
    public async Task<List<double>> AskAsync(long until, CancellationToken cancel)
    {
        var took = new List<double>();
        for (var i = 0; Stopwatch.GetTimestamp() < until; i++)
        {
            var asked = Stopwatch.GetTimestamp();
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            patience.CancelAfter(Longest);
            try
            {
                await browser.ReadAsync(paths[i % paths.Count], patience.Token);
            }
            catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
            {
                // Counted below, as long as it was waited for.
            }

            took.Add(Stopwatch.GetElapsedTime(asked).TotalMilliseconds);
            await Task.Delay(Pause, cancel);
        }

        return took;
    }

    public void Dispose() => browser.Dispose();
}

/// <summary>The account of the clinician who asks, and what for.</summary>
internal sealed record BenchStaff(string UserName, string Password, IReadOnlyList<string> Paths);
