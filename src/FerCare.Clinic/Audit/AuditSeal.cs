using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace FerCare.Clinic.Audit;

/// <summary>What of a record is sealed; its number is not, because it follows from the record's place in the chain.</summary>
/// <param name="At">UTC ticks.</param>
internal readonly record struct AuditContent(
    long At, string Action, Guid? ActorId, string ActorName, string SubjectKind, string SubjectId, string? Pseudonym, string? Detail);

/// <summary>
/// HMAC-SHA256 over the seal of the record before and the content of this one, so that no record can be changed, left out, added or
/// moved without the key. Every field is preceded by its length: no two contents have the same bytes.
/// </summary>
internal static class AuditSeal
{
    /// <summary>Length of a seal.</summary>
    public const int Bytes = 32;

    // Says what the bytes that follow mean; a later layout gets another number.
    private const byte Layout = 1;

    public static byte[] Of(ReadOnlySpan<byte> key, ReadOnlySpan<byte> previous, in AuditContent content)
    {
        var most = Most(content.Action) + Most(content.ActorName) + Most(content.SubjectKind) + Most(content.SubjectId) + Most(content.Pseudonym) + Most(content.Detail) + previous.Length + 64;
        var bytes = most <= 4096 ? stackalloc byte[4096] : new byte[most];
        bytes[0] = Layout;
        var written = 1;
        previous.CopyTo(bytes[written..]);
        written += previous.Length;
        BinaryPrimitives.WriteInt64LittleEndian(bytes[written..], content.At);
        written += sizeof(long);
        bytes[written++] = content.ActorId is null ? (byte)0 : (byte)1;
        if (content.ActorId is { } actor)
        {
            actor.TryWriteBytes(bytes[written..]);
            written += 16;
        }

        Append(bytes, ref written, content.Action);
        Append(bytes, ref written, content.ActorName);
        Append(bytes, ref written, content.SubjectKind);
        Append(bytes, ref written, content.SubjectId);
        Append(bytes, ref written, content.Pseudonym);
        Append(bytes, ref written, content.Detail);
        return HMACSHA256.HashData(key, bytes[..written]);
    }

    private static int Most(string? text) => text is null ? 0 : Encoding.UTF8.GetMaxByteCount(text.Length);

    private static void Append(Span<byte> bytes, ref int written, string? text)
    {
        var length = text is null ? -1 : Encoding.UTF8.GetBytes(text, bytes[(written + sizeof(int))..]);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[written..], length);
        written += sizeof(int) + Math.Max(0, length);
    }
}
