using FerCare.Affect;
using Microsoft.Data.Sqlite;

namespace FerCare.Clinic.Storage;

/// <summary>Reads the two series of a session in order of time. The caller has checked who may see it.</summary>
internal static class SeriesReader
{
    public static List<FrameSample> Frames(SqliteConnection connection, long sessionId)
    {
        using var command = Command(connection, sessionId,
            """
            SELECT t_ms, quality, box_x, box_y, box_width, box_height, left_eye, right_eye, yaw, pitch, roll, displacement
            FROM frame_samples WHERE session_id = $session ORDER BY t_ms;
            """);
        using var reader = command.ExecuteReader();
        var frames = new List<FrameSample>();
        while (reader.Read())
        {
            FaceBox? box = reader.IsDBNull(2) ? null : new FaceBox(reader.GetInt32(2), reader.GetInt32(3), reader.GetInt32(4), reader.GetInt32(5));
            HeadPose? pose = Figure(reader, 8, SampleRow.PoseSteps) is { } yaw && Figure(reader, 9, SampleRow.PoseSteps) is { } pitch
                && Figure(reader, 10, SampleRow.PoseSteps) is { } roll ? new HeadPose(yaw, pitch, roll) : null;
            frames.Add(new FrameSample(reader.GetInt64(0), (QualityIssue)reader.GetInt32(1), box,
                Figure(reader, 6, SampleRow.EyeSteps), Figure(reader, 7, SampleRow.EyeSteps), pose, Figure(reader, 11, SampleRow.DisplacementSteps)));
        }

        return frames;
    }

    public static List<EmotionSample> Emotions(SqliteConnection connection, long sessionId)
    {
        using var command = Command(connection, sessionId,
            """
            SELECT t_ms, quality, angry, disgust, fear, happy, sad, surprise, neutral
            FROM emotion_samples WHERE session_id = $session ORDER BY t_ms;
            """);
        using var reader = command.ExecuteReader();
        var samples = new List<EmotionSample>();
        Span<byte> quantised = stackalloc byte[Affect.Emotions.Count];
        while (reader.Read()) samples.Add(new EmotionSample(reader.GetInt64(0), (QualityIssue)reader.GetInt32(1), Probabilities(reader, 2, quantised)));
        return samples;
    }

    /// <summary>Seven probabilities from seven columns; null where the first is.</summary>
    public static EmotionProbabilities? Probabilities(SqliteDataReader reader, int firstColumn, Span<byte> scratch)
    {
        if (reader.IsDBNull(firstColumn)) return null;
        for (var i = 0; i < scratch.Length; i++) scratch[i] = reader.GetByte(firstColumn + i);
        return SampleRow.Restore(scratch);
    }

    /// <summary>Time of the last sample of either series; 0 where there is none.</summary>
    public static long LastTimeMs(SqliteConnection connection, long sessionId)
    {
        using var command = Command(connection, sessionId,
            """
            SELECT max(ifnull((SELECT max(t_ms) FROM frame_samples WHERE session_id = $session), 0),
                       ifnull((SELECT max(t_ms) FROM emotion_samples WHERE session_id = $session), 0));
            """);
        return (long)command.ExecuteScalar()!;
    }

    private static double? Figure(SqliteDataReader reader, int column, double steps) => reader.IsDBNull(column) ? null : reader.GetInt64(column) / steps;

    private static SqliteCommand Command(SqliteConnection connection, long sessionId, string sql)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        command.Parameters.AddWithValue("$session", sessionId);
        return command;
    }
}
