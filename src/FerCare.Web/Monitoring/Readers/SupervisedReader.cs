using FerCare.Vision;
using FerCare.Vision.Decoding;

namespace FerCare.Web.Monitoring.Readers;

/// <summary>
/// Reads faces in a process of its own. One that crashes or hangs is replaced, and the frame that was in work is refused from then on.
/// For one thread at a time.
/// </summary>
internal sealed class SupervisedReader(ReaderPool pool, FrameQuarantine quarantine, ReaderOptions options, ILogger log) : IDisposable
{
    private Task<ReaderProcess> current = Task.FromResult(pool.First());

    /// <summary>See <see cref="FaceReader.Read"/>.</summary>
    /// <exception cref="FrameRefusedException">No image within the limits, or a frame that took a reader with it before.</exception>
    /// <exception cref="FrameLostException">The reader was lost over this frame, or none is there yet.</exception>
    public FaceReading Read(ReadOnlyMemory<byte> encoded, FaceTrack track, bool classify, long? timeMs)
    {
        if (quarantine.Holds(encoded.Span)) throw new FrameRefusedException(FrameRefusal.Corrupt, "Expected a frame that can be read, found one that took a reader with it before.");
        var process = Present();
        try
        {
            return process.Read(encoded, track, classify, timeMs, options.FrameDeadline);
        }
        catch (IOException)
        {
            var ending = Replace(process);
            var hash = quarantine.Add(encoded.Span);
            log.LogError("A reader {Ending} while it read a frame; another takes over. The frame with SHA-256 {Hash} is refused from now on.", ending, hash);
            throw new FrameLostException($"Reader: it {ending}.");
        }
    }

    public void Dispose()
    {
        if (current.IsCompletedSuccessfully) current.Result.Dispose();
        else ReaderPool.Discard(current);
    }

    /// <summary>The process that reads now, after replacing one that ended between two frames.</summary>
    private ReaderProcess Present()
    {
        if (current is { IsCompletedSuccessfully: true, Result: { HasExited: true } ended })
        {
            log.LogError("A reader {Ending} between two frames; another takes over.", Replace(ended));
        }

        try
        {
            if (current.Wait(options.FrameDeadline)) return current.Result;
        }
        catch (AggregateException)
        {
            // The program is ending.
        }

        throw new FrameLostException(pool.Problem ?? "Reader: none is there yet.");
    }

    /// <summary>Sees to another process; how the lost one ended.</summary>
    private string Replace(ReaderProcess lost)
    {
        lost.Kill();
        current = pool.ReplaceAsync();
        var ending = lost.Ending;
        lost.Dispose();
        return ending;
    }
}
