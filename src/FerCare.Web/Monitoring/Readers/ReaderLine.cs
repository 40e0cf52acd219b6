using System.Buffers.Binary;

namespace FerCare.Web.Monitoring.Readers;

/// <summary>
/// One end of the line between the server and a reader process: messages of a length (int32, little-endian) and that many bytes.
/// Its two buffers are kept from message to message and have room for any streamed frame from the start, so that no smaller one with a part of a
/// picture is left behind; <see cref="Forget"/> overwrites what lay in them. For one thread at a time.
/// </summary>
internal sealed class ReaderLine : IDisposable
{
    /// <summary>More than any frame that is taken, and less than what a stray text on the line would be read as.</summary>
    private const int LongestMessage = 1 << 20;

    /// <summary>Bytes: a streamed frame (128 KiB at most) and its track.</summary>
    private const int Room = 160 * 1024;

    private readonly Stream from, to;
    private readonly MemoryStream incoming = new(Room), outgoing = new(Room);

    public ReaderLine(Stream from, Stream to)
    {
        (this.from, this.to) = (from, to);
        In = new BinaryReader(incoming);
        Out = new BinaryWriter(outgoing);
    }

    /// <summary>The message received.</summary>
    public BinaryReader In { get; }

    /// <summary>The message to send.</summary>
    public BinaryWriter Out { get; }

    /// <summary>What is left of the message received; valid until the next one.</summary>
    public ReadOnlyMemory<byte> Rest => incoming.GetBuffer().AsMemory((int)incoming.Position, (int)(incoming.Length - incoming.Position));

    /// <summary>Begins a message, which <see cref="Out"/> then takes.</summary>
    public void Begin(ReaderMessage kind)
    {
        outgoing.SetLength(0);
        Out.Write(0); // the length, known at the end
        Out.Write((byte)kind);
    }

    /// <summary>Sends the message that was begun.</summary>
    /// <exception cref="IOException">The other end is gone.</exception>
    public void Send()
    {
        Out.Flush();
        var message = outgoing.GetBuffer().AsSpan(0, (int)outgoing.Length);
        BinaryPrimitives.WriteInt32LittleEndian(message, message.Length - sizeof(int));
        to.Write(message);
        to.Flush();
    }

    /// <summary>Overwrites both messages with zeros: a frame, or the look of a face, was in them. <see cref="Rest"/> is valid no more.</summary>
    public void Forget()
    {
        Overwrite(incoming);
        Overwrite(outgoing);
    }

    private static void Overwrite(MemoryStream message)
    {
        message.GetBuffer().AsSpan(0, (int)message.Length).Clear();
        message.SetLength(0);
    }

    /// <summary>Waits for a message, which <see cref="In"/> then gives; null where the other end is gone.</summary>
    /// <exception cref="InvalidDataException">No message of this line.</exception>
    public ReaderMessage? Receive()
    {
        Span<byte> prefix = stackalloc byte[sizeof(int)];
        if (from.ReadAtLeast(prefix, prefix.Length, throwOnEndOfStream: false) < prefix.Length) return null;
        var length = BinaryPrimitives.ReadInt32LittleEndian(prefix);
        if (length is < 1 or > LongestMessage) throw new InvalidDataException($"Reader line: expected a message of 1 to {LongestMessage} bytes, found {length}.");
        incoming.SetLength(length);
        incoming.Position = 0;
        if (from.ReadAtLeast(incoming.GetBuffer().AsSpan(0, length), length, throwOnEndOfStream: false) < length) return null;
        return (ReaderMessage)In.ReadByte();
    }

    public void Dispose()
    {
        Forget();
        from.Dispose();
        try
        {
            to.Dispose();
        }
        catch (IOException)
        {
            // Nobody reads what was left to flush.
        }
    }
}

/// <summary>What a message on the line is.</summary>
internal enum ReaderMessage : byte
{
    /// <summary>To the server: the models are loaded (version, form of the network, problem or nothing).</summary>
    Ready = 1,

    /// <summary>To the server: the models cannot be loaded (sentence).</summary>
    CannotStart = 2,

    /// <summary>To the reader: a frame (whether to classify, time, track, bytes).</summary>
    Frame = 3,

    /// <summary>To the server: what the frame showed (reading, track).</summary>
    Reading = 4,

    /// <summary>To the server: the frame is no image within the limits (reason, sentence); the track stays as it was.</summary>
    Refused = 5,

    /// <summary>To the server: the frame could not be read (kind of error).</summary>
    Failed = 6,
}
