using FerCare.Affect;
using Microsoft.Data.Sqlite;

namespace FerCare.Clinic.Storage;

/// <summary>The journal's own connection with its prepared inserts. Used by one thread at a time.</summary>
internal sealed class SeriesWriter : IDisposable
{
    private const int ConstraintViolated = 19;
    private readonly SqliteConnection connection;
    private readonly SqliteCommand frame;
    private readonly SqliteCommand emotion;
    private readonly byte[] quantised = new byte[Emotions.Count];

    public SeriesWriter(ClinicDatabase database)
    {
        connection = database.Open();
        frame = Prepared(
            """
            INSERT INTO frame_samples (session_id, t_ms, quality, box_x, box_y, box_width, box_height, left_eye, right_eye, yaw, pitch, roll, displacement)
            VALUES ($0, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT DO NOTHING;
            """, 13);
        emotion = Prepared(
            """
            INSERT INTO emotion_samples (session_id, t_ms, quality, angry, disgust, fear, happy, sad, surprise, neutral)
            VALUES ($0, $1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING;
            """, 10);
    }

    /// <summary>Stores all of them or none.</summary>
    /// <returns>How many were turned down for good: their session does not exist, or it has a sample of that time already (the first stands).</returns>
    public int Store(IReadOnlyList<JournalEntry> entries)
    {
        using var transaction = connection.BeginTransaction();
        frame.Transaction = emotion.Transaction = transaction;
        var turnedDown = 0;
        foreach (var entry in entries)
        {
            try
            {
                if (Insert(entry) == 0) turnedDown++;
            }
            catch (SqliteException refused) when (refused.SqliteErrorCode == ConstraintViolated)
            {
                // SQLite undoes this one statement; one bad row must not hold up the others.
                turnedDown++;
            }
        }

        transaction.Commit();
        return turnedDown;
    }

    public void Dispose()
    {
        frame.Dispose();
        emotion.Dispose();
        connection.Dispose();
    }

    private int Insert(in JournalEntry entry) => entry.Kind == JournalEntryKind.Frame ? InsertFrame(entry.SessionId, entry.Frame) : InsertEmotion(entry.SessionId, entry.Emotion);

    private int InsertFrame(long sessionId, in FrameSample sample)
    {
        Set(frame, 0, sessionId);
        Set(frame, 1, sample.TimeMs);
        Set(frame, 2, (long)sample.Quality);
        Set(frame, 3, sample.Box?.X);
        Set(frame, 4, sample.Box?.Y);
        Set(frame, 5, sample.Box?.Width);
        Set(frame, 6, sample.Box?.Height);
        Set(frame, 7, SampleRow.Scaled(sample.LeftEye, SampleRow.EyeSteps));
        Set(frame, 8, SampleRow.Scaled(sample.RightEye, SampleRow.EyeSteps));
        Set(frame, 9, SampleRow.Scaled(sample.Pose?.Yaw, SampleRow.PoseSteps));
        Set(frame, 10, SampleRow.Scaled(sample.Pose?.Pitch, SampleRow.PoseSteps));
        Set(frame, 11, SampleRow.Scaled(sample.Pose?.Roll, SampleRow.PoseSteps));
        Set(frame, 12, SampleRow.Scaled(sample.Displacement, SampleRow.DisplacementSteps));
        return frame.ExecuteNonQuery();
    }

    private int InsertEmotion(long sessionId, in EmotionSample sample)
    {
        Set(emotion, 0, sessionId);
        Set(emotion, 1, sample.TimeMs);
        Set(emotion, 2, (long)sample.Quality);
        if (sample.Emotions is { } known) SampleRow.Quantise(known, quantised);
        for (var i = 0; i < Emotions.Count; i++) Set(emotion, 3 + i, sample.Emotions is null ? null : quantised[i]);
        return emotion.ExecuteNonQuery();
    }

    private static void Set(SqliteCommand command, int index, long? value) => command.Parameters[index].Value = value is { } known ? known : DBNull.Value;

    private SqliteCommand Prepared(string sql, int parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        for (var i = 0; i < parameters; i++) command.Parameters.Add($"${i}", SqliteType.Integer);
        command.Prepare();
        return command;
    }
}
