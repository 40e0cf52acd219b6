using System.Buffers.Binary;
using System.Security.Cryptography;

namespace FerCare.Clinic.Backups;

/// <summary>
/// The body of a backup: parts of 64 KiB, each AES-256-GCM with the number of the part and whether it is the last one as its nonce. A part
/// that is altered, left out, moved, or missing at the end does not open.
/// </summary>
internal static class BackupParts
{
    public const int PartBytes = 64 * 1024, TagBytes = 16;

    public static void Nonce(Span<byte> nonce, long part, bool last)
    {
        nonce.Clear();
        BinaryPrimitives.WriteInt64LittleEndian(nonce, part);
        nonce[11] = last ? (byte)1 : (byte)0;
    }
}

/// <summary>Writes the body; it is complete only once it is disposed.</summary>
internal sealed class BackupBody(Stream to, byte[] key) : Stream
{
    private readonly AesGcm aes = new(key, BackupParts.TagBytes);
    private readonly byte[] part = new byte[BackupParts.PartBytes];
    private readonly byte[] closed = new byte[BackupParts.PartBytes];
    private int filled;
    private long number;
    private bool complete;

    public override bool CanRead => false;
    public override bool CanSeek => false;
    public override bool CanWrite => true;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (buffer.Length > 0)
        {
            // A full part waits until more comes: only then is it known not to be the last.
            if (filled == part.Length) Close(last: false);
            var taken = Math.Min(buffer.Length, part.Length - filled);
            buffer[..taken].CopyTo(part.AsSpan(filled));
            filled += taken;
            buffer = buffer[taken..];
        }
    }

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing && !complete)
        {
            Close(last: true);
            complete = true;
            aes.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Close(bool last)
    {
        Span<byte> nonce = stackalloc byte[12];
        Span<byte> tag = stackalloc byte[BackupParts.TagBytes];
        BackupParts.Nonce(nonce, number++, last);
        aes.Encrypt(nonce, part.AsSpan(0, filled), closed.AsSpan(0, filled), tag);
        to.Write(tag);
        to.Write(closed.AsSpan(0, filled));
        filled = 0;
    }
}

/// <summary>Reads the body and gives out nothing that was not checked.</summary>
internal sealed class OpenedBackup(Stream from, byte[] key, string path) : Stream
{
    private readonly AesGcm aes = new(key, BackupParts.TagBytes);
    private readonly byte[] part = new byte[BackupParts.PartBytes];
    private byte[] ahead = new byte[BackupParts.TagBytes + BackupParts.PartBytes];
    private byte[] closed = new byte[BackupParts.TagBytes + BackupParts.PartBytes];
    private int aheadBytes = -1;
    private int at, filled;
    private long number;
    private bool over;

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        while (at == filled)
        {
            if (over) return 0;
            OpenNext();
        }

        var given = Math.Min(buffer.Length, filled - at);
        part.AsSpan(at, given).CopyTo(buffer);
        at += given;
        return given;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) aes.Dispose();
        base.Dispose(disposing);
    }

    private void OpenNext()
    {
        if (aheadBytes < 0) aheadBytes = from.ReadAtLeast(ahead, ahead.Length, throwOnEndOfStream: false);
        (closed, ahead) = (ahead, closed);
        var bytes = aheadBytes;
        // One part further is looked at, to know whether this is the last.
        aheadBytes = bytes < closed.Length ? 0 : from.ReadAtLeast(ahead, ahead.Length, throwOnEndOfStream: false);
        over = aheadBytes == 0;
        Span<byte> nonce = stackalloc byte[12];
        BackupParts.Nonce(nonce, number++, over);
        try
        {
            if (bytes < BackupParts.TagBytes) throw new CryptographicException();
            aes.Decrypt(nonce, closed.AsSpan(BackupParts.TagBytes, bytes - BackupParts.TagBytes), closed.AsSpan(0, BackupParts.TagBytes), part.AsSpan(0, bytes - BackupParts.TagBytes));
        }
        catch (CryptographicException)
        {
            throw new BackupRefusedException($"Backup {path}: it was altered or cut off, found in part {number} of 64 KiB.");
        }

        (at, filled) = (0, bytes - BackupParts.TagBytes);
    }
}
