namespace FerCare.Clinic.Sessions;

/// <summary>Why the samples of a session were erased. Stored as a number: never renumber.</summary>
public enum ErasedBecause
{
    /// <summary>The patient wished it when withdrawing; with the samples went everything that had been worked out from them.</summary>
    Withdrawn = 0,

    /// <summary>The time for which the clinic keeps samples was over; what had been worked out from them is kept longer.</summary>
    Retention = 1,
}
