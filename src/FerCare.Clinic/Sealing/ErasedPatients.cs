namespace FerCare.Clinic.Sealing;

/// <summary>Which patients were erased (<see cref="ErasedMarks"/>).</summary>
/// <param name="path">The file; made at the first erasure.</param>
public sealed class ErasedPatients(MasterKey master, string path)
{
    private readonly ErasedMarks marks = new(master, path, "erased");

    internal void Add(Guid patientId) => marks.Add(patientId);

    /// <summary>Takes the mark of a patient back who was not erased after all; nothing happens where there is none.</summary>
    internal void TakeBack(Guid patientId) => marks.TakeBack(patientId);

    internal bool Contains(Guid patientId) => marks.Contains(patientId);

    /// <summary>Those of the patients that are marked.</summary>
    internal IReadOnlySet<Guid> Among(IEnumerable<Guid> patientIds) => marks.Among(patientIds);
}
