using System.Buffers;
using System.Security.Cryptography;
using FerCare.Vision.Decoding;
using FerCare.Web.Shell;

namespace FerCare.Web.Imports;

/// <summary>An upload that is not taken.</summary>
public sealed class RecordingRefusedException(string message) : Exception(message);

/// <summary>
/// Where an uploaded recording lies while it is read: the one place where pictures touch the disk, and there only encrypted, under a key that never leaves
/// memory. What a crash left behind is deleted at the next start; nobody could read it.
/// </summary>
public sealed class RecordingVault
{
    private const int FirstBytes = 12, KeyBits = 128, PieceBytes = 128 * 1024;
    private readonly string folder;
    private readonly ImportOptions options;

    public RecordingVault(ServeSettings settings, ImportOptions options)
    {
        this.options = options;
        folder = settings.PrivateFolder("recordings").FullName;
    }

    /// <summary>Deletes what a crash left of uploads. Only for who serves the folder: another's films would go.</summary>
    public void Clear()
    {
        foreach (var left in Directory.EnumerateFiles(folder)) File.Delete(left);
    }

    /// <summary>Takes an upload; whatever stops it, nothing of it stays.</summary>
    /// <param name="upload">The bytes of the film.</param>
    /// <param name="received">Told the bytes taken so far.</param>
    /// <param name="cancel">Gives it up.</param>
    /// <exception cref="RecordingRefusedException">No film, or a larger one than is allowed.</exception>
    public async Task<SealedRecording> TakeAsync(Stream upload, IProgress<long> received, CancellationToken cancel)
    {
        var path = Path.Combine(folder, $"{Guid.NewGuid():N}.sealed");
        var key = Aes.Create();
        key.KeySize = KeyBits;
        try
        {
            var mode = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Options = FileOptions.Asynchronous };
            if (!OperatingSystem.IsWindows()) mode.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            await using var file = new FileStream(path, mode);
            await using var sealing = new CryptoStream(file, key.CreateEncryptor(), CryptoStreamMode.Write);
            await CopyAsync(upload, sealing, received, cancel);
            await sealing.FlushFinalBlockAsync(cancel);
            return new SealedRecording(path, key);
        }
        catch
        {
            key.Dispose();
            File.Delete(path);
            throw;
        }
    }

    private async Task CopyAsync(Stream upload, Stream sealing, IProgress<long> received, CancellationToken cancel)
    {
        var piece = ArrayPool<byte>.Shared.Rent(PieceBytes);
        try
        {
            var first = await upload.ReadAtLeastAsync(piece, FirstBytes, throwOnEndOfStream: false, cancel);
            if (!Film.BeginsLikeOne(piece.AsSpan(0, first))) throw new RecordingRefusedException("Expected a film (mp4, mov, webm, mkv or avi), found something else.");
            long taken = 0;
            for (var count = first; count > 0; count = await upload.ReadAsync(piece, cancel))
            {
                taken += count;
                if (taken > options.MostBytes) throw new RecordingRefusedException($"Expected at most {options.MostBytes:N0} bytes, found more.");
                await sealing.WriteAsync(piece.AsMemory(0, count), cancel);
                received.Report(taken);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(piece, clearArray: true);
        }
    }
}
