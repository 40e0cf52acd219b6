using FerCare.Vision;

namespace FerCare.Web.Monitoring.Readers;

/// <summary>Starts reader processes, and keeps some in advance for the moment one is lost. Thread-safe.</summary>
public sealed class ReaderPool(ReaderCommand command, ReaderOptions options, TimeProvider time, ILogger<ReaderPool> log) : IDisposable
{
    private readonly Lock gate = new();
    private readonly Queue<Task<ReaderProcess>> spares = new();
    private readonly CancellationTokenSource closing = new();
    private ReaderGreeting? greeting;
    private int lost;

    /// <summary>Readers lost since the start.</summary>
    public int Lost => Volatile.Read(ref lost);

    /// <summary>Readers that are loaded and wait for one to be lost.</summary>
    public int SparesReady
    {
        get { lock (gate) return spares.Count(s => s.IsCompletedSuccessfully); }
    }

    /// <summary>What the first reader said when it was ready.</summary>
    public ReaderGreeting? Greeting => Volatile.Read(ref greeting);

    /// <summary>Why the last try to start a reader failed; null where it did not.</summary>
    public string? Problem { get; private set; }

    /// <summary>A reader for one more thread: a file that is missing is told at once and not tried again.</summary>
    /// <exception cref="MissingModelException">A file is missing or altered.</exception>
    /// <exception cref="IOException">A process cannot be started.</exception>
    internal ReaderProcess First() => Start();

    /// <summary>Starts the spare readers.</summary>
    internal void Refill()
    {
        lock (gate)
            while (!closing.IsCancellationRequested && spares.Count < options.Spares) spares.Enqueue(StartAsync());
    }

    /// <summary>A reader in place of a lost one: a spare where there is one, else as soon as one can be started.</summary>
    internal Task<ReaderProcess> ReplaceAsync()
    {
        Interlocked.Increment(ref lost);
        lock (gate)
        {
            var next = spares.Count > 0 ? UsableAsync(spares.Dequeue()) : StartAsync();
            Refill();
            return next;
        }
    }

    public void Dispose()
    {
        Task<ReaderProcess>[] left;
        lock (gate)
        {
            closing.Cancel();
            left = [.. spares];
            spares.Clear();
        }

        foreach (var spare in left) Discard(spare);
    }

    /// <summary>Ends a process that may still be on its way.</summary>
    internal static void Discard(Task<ReaderProcess> process) => _ = process.ContinueWith(done => done.Result.Dispose(), CancellationToken.None,
        TaskContinuationOptions.OnlyOnRanToCompletion | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

    private async Task<ReaderProcess> UsableAsync(Task<ReaderProcess> spare)
    {
        var process = await spare;
        if (!process.HasExited) return process;
        process.Dispose();
        return await StartAsync();
    }

    private Task<ReaderProcess> StartAsync() => Task.Run(async () =>
    {
        while (true)
        {
            closing.Token.ThrowIfCancellationRequested();
            try
            {
                return Start();
            }
            catch (Exception problem) when (problem is MissingModelException or IOException)
            {
                if (Problem != problem.Message) log.LogError("{Problem} It is tried again.", problem.Message);
                Problem = problem.Message;
            }

            await Task.Delay(TimeSpan.FromSeconds(options.RetrySeconds), time, closing.Token);
        }
    });

    private ReaderProcess Start()
    {
        var process = ReaderProcess.Start(command, time);
        try
        {
            // The end of the program does not wait for models to be loaded.
            using (closing.Token.Register(process.Kill)) Told(process.Greet(TimeSpan.FromSeconds(options.StartSeconds)));
            Problem = null;
            return process;
        }
        catch
        {
            process.Dispose();
            throw;
        }
    }

    private void Told(ReaderGreeting said)
    {
        if (Interlocked.CompareExchange(ref greeting, said, null) is not null) return;
        if (said.Problem is not null) log.LogWarning("{Problem}", said.Problem);
        log.LogInformation("The emotion network {Version} runs as {Graph}, in processes of its own.", said.Version, said.Graph);
    }
}
