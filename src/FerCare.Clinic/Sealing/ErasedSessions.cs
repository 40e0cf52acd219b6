namespace FerCare.Clinic.Sealing;

/// <summary>Which withdrawn sessions had erased what was measured in them, by their public ids (<see cref="ErasedMarks"/>).</summary>
/// <param name="path">The file; made at the first erasure.</param>
public sealed class ErasedSessions(MasterKey master, string path)
{
    private readonly ErasedMarks marks = new(master, path, "erased session");

    internal void Add(Guid publicId) => marks.Add(publicId);

    /// <summary>Takes the mark of a session back that was not erased after all; nothing happens where there is none.</summary>
    internal void TakeBack(Guid publicId) => marks.TakeBack(publicId);

    internal bool Contains(Guid publicId) => marks.Contains(publicId);

    /// <summary>Those of the sessions that are marked.</summary>
    internal IReadOnlySet<Guid> Among(IEnumerable<Guid> publicIds) => marks.Among(publicIds);
}
