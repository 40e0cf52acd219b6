namespace FerCare.Web.Monitoring.Readers;

/// <summary>Has the spare readers started when every thread has its own: until then they would only be in the way.</summary>
internal sealed class SpareReaders(FrameScheduler scheduler, ReaderPool pool, ReaderOptions options) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!options.Separate) return;
        await scheduler.Opened.WaitAsync(stoppingToken);
        pool.Refill();
    }
}
