namespace FerCare.Clinic.Storage;

/// <summary>A lock of the operating system on a file: it goes with the process, however that ends.</summary>
internal sealed class FileLock : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private readonly FileStream held;

    private FileLock(FileStream held) => this.held = held;

    /// <summary>Takes the lock, or returns null while another process (or another part of this one) holds it.</summary>
    public static FileLock? TryTake(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        try
        {
            return new FileLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException) when (File.Exists(path))
        {
            return null;
        }
    }

    /// <summary>Takes the lock as soon as it is free; null if it was not within <paramref name="patience"/>.</summary>
    public static async Task<FileLock?> TakeAsync(string path, TimeSpan patience, TimeProvider time, CancellationToken cancel)
    {
        var start = time.GetTimestamp();
        while (true)
        {
            if (TryTake(path) is { } taken) return taken;
            if (time.GetElapsedTime(start) >= patience) return null;
            await Task.Delay(Pause, time, cancel);
        }
    }

    public void Dispose() => held.Dispose();
}
