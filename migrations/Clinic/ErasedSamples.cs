namespace FerCare.Migrations.Clinic;

/// <summary>
/// The database itself takes no samples for a session whose samples were erased, so that one still on its way cannot bring any back. The
/// writer counts them as turned down.
/// </summary>
internal static class ErasedSamples
{
    public const string StayErased =
        """
        CREATE TRIGGER frame_samples_stay_erased BEFORE INSERT ON frame_samples
        WHEN EXISTS (SELECT 1 FROM sessions WHERE Id = NEW.session_id AND SamplesErasedAt IS NOT NULL)
        BEGIN SELECT RAISE(IGNORE); END;

        CREATE TRIGGER emotion_samples_stay_erased BEFORE INSERT ON emotion_samples
        WHEN EXISTS (SELECT 1 FROM sessions WHERE Id = NEW.session_id AND SamplesErasedAt IS NOT NULL)
        BEGIN SELECT RAISE(IGNORE); END;

        CREATE TRIGGER emotion_rollups_stay_erased BEFORE INSERT ON emotion_rollups
        WHEN EXISTS (SELECT 1 FROM sessions WHERE Id = NEW.session_id AND SamplesErasedAt IS NOT NULL)
        BEGIN SELECT RAISE(IGNORE); END;
        """;
}
