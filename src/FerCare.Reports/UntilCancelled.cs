namespace FerCare.Reports;

/// <summary>Passes on what is written until somebody cancels: for writers that know nothing of cancelling. The stream behind it stays open.</summary>
internal sealed class UntilCancelled(Stream to, CancellationToken cancel) : Stream
{
    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        cancel.ThrowIfCancellationRequested();
        to.Write(buffer);
    }

    public override void Flush()
    {
        cancel.ThrowIfCancellationRequested();
        to.Flush();
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
