namespace FerCare.Migrations.Clinic;

/// <summary>
/// The sample series and their roll-ups as they were first made. EF Core cannot model tables without a rowid and would rebuild them
/// with one, so they are made here and never named in the model. Like every migration, this text is not changed once released.
/// </summary>
internal static class FirstSeries
{
    public const string Create =
        """
        CREATE TABLE frame_samples (
            session_id INTEGER NOT NULL REFERENCES sessions (Id) ON DELETE CASCADE,
            t_ms INTEGER NOT NULL,
            quality INTEGER NOT NULL,
            box_x INTEGER, box_y INTEGER, box_width INTEGER, box_height INTEGER,
            left_eye INTEGER, right_eye INTEGER,
            yaw INTEGER, pitch INTEGER, roll INTEGER,
            displacement INTEGER,
            PRIMARY KEY (session_id, t_ms)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE emotion_samples (
            session_id INTEGER NOT NULL REFERENCES sessions (Id) ON DELETE CASCADE,
            t_ms INTEGER NOT NULL,
            quality INTEGER NOT NULL,
            angry INTEGER, disgust INTEGER, fear INTEGER, happy INTEGER, sad INTEGER, surprise INTEGER, neutral INTEGER,
            PRIMARY KEY (session_id, t_ms)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE emotion_rollups (
            session_id INTEGER NOT NULL REFERENCES sessions (Id) ON DELETE CASCADE,
            width_ms INTEGER NOT NULL,
            from_ms INTEGER NOT NULL,
            to_ms INTEGER NOT NULL,
            valid INTEGER NOT NULL,
            gap INTEGER NOT NULL,
            issue INTEGER NOT NULL,
            angry INTEGER, disgust INTEGER, fear INTEGER, happy INTEGER, sad INTEGER, surprise INTEGER, neutral INTEGER,
            PRIMARY KEY (session_id, width_ms, from_ms)
        ) STRICT, WITHOUT ROWID;
        """;

    public const string Drop = "DROP TABLE emotion_rollups; DROP TABLE emotion_samples; DROP TABLE frame_samples;";
}
