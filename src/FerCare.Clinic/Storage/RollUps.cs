using FerCare.Affect;
using FerCare.Affect.Timeline;
using Microsoft.Data.Sqlite;

namespace FerCare.Clinic.Storage;

/// <summary>The timeline of a session that is over in parts of 1 s and of 10 s, so that a chart never reads single samples.</summary>
internal static class RollUps
{
    /// <summary>Widths of the parts, milliseconds.</summary>
    public static readonly IReadOnlyList<long> WidthsMs = [1_000, 10_000];

    private const double ShareSteps = 255;

    /// <summary>Writes both tiers of a session in one transaction, in place of what was there.</summary>
    public static void Write(SqliteConnection connection, long sessionId, SessionSeries series)
    {
        using var transaction = connection.BeginTransaction();
        using (var delete = connection.CreateCommand())
        {
            delete.Transaction = transaction;
            delete.CommandText = "DELETE FROM emotion_rollups WHERE session_id = $session;";
            delete.Parameters.AddWithValue("$session", sessionId);
            delete.ExecuteNonQuery();
        }

        using var insert = connection.CreateCommand();
        insert.Transaction = transaction;
        insert.CommandText =
            """
            INSERT INTO emotion_rollups (session_id, width_ms, from_ms, to_ms, valid, gap, issue, angry, disgust, fear, happy, sad, surprise, neutral)
            VALUES ($0, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13);
            """;
        for (var i = 0; i < 14; i++) insert.Parameters.Add($"${i}", SqliteType.Integer);
        insert.Prepare();
        Span<byte> quantised = stackalloc byte[Emotions.Count];
        foreach (var width in WidthsMs)
        {
            foreach (var bin in EmotionBins.OfWidth(series, width))
            {
                long[] head = [sessionId, width, bin.Span.FromMs, bin.Span.ToMs, Share(bin.ValidShare), Share(bin.GapShare), (long)bin.LeadingIssue];
                for (var i = 0; i < head.Length; i++) insert.Parameters[i].Value = head[i];
                if (bin.Mean is { } mean) SampleRow.Quantise(mean, quantised);
                for (var i = 0; i < Emotions.Count; i++) insert.Parameters[head.Length + i].Value = bin.Mean is null ? DBNull.Value : (long)quantised[i];
                insert.ExecuteNonQuery();
            }
        }

        transaction.Commit();
    }

    /// <summary>How many parts of a width touch a span of a session; 0 where it was never rolled up.</summary>
    public static int Count(SqliteConnection connection, long sessionId, long widthMs, TimeSpanMs within)
    {
        using var command = Command(connection, sessionId, widthMs, within,
            "SELECT count(*) FROM emotion_rollups WHERE session_id = $session AND width_ms = $width AND from_ms < $to AND to_ms > $from;");
        return (int)(long)command.ExecuteScalar()!;
    }

    /// <summary>The parts of one tier that touch a span, in order of time.</summary>
    public static List<EmotionBin> Read(SqliteConnection connection, long sessionId, long widthMs, TimeSpanMs within)
    {
        using var command = Command(connection, sessionId, widthMs, within,
            """
            SELECT from_ms, to_ms, valid, gap, issue, angry, disgust, fear, happy, sad, surprise, neutral
            FROM emotion_rollups WHERE session_id = $session AND width_ms = $width AND from_ms < $to AND to_ms > $from ORDER BY from_ms;
            """);
        using var reader = command.ExecuteReader();
        var bins = new List<EmotionBin>();
        Span<byte> quantised = stackalloc byte[Emotions.Count];
        while (reader.Read())
        {
            bins.Add(new EmotionBin(new TimeSpanMs(reader.GetInt64(0), reader.GetInt64(1)), SeriesReader.Probabilities(reader, 5, quantised),
                reader.GetInt64(2) / ShareSteps, reader.GetInt64(3) / ShareSteps, (QualityIssue)reader.GetInt32(4)));
        }

        return bins;
    }

    private static long Share(double share) => (long)Math.Round(Math.Clamp(share, 0, 1) * ShareSteps);

    private static SqliteCommand Command(SqliteConnection connection, long sessionId, long widthMs, TimeSpanMs within, string sql)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        command.Parameters.AddWithValue("$session", sessionId);
        command.Parameters.AddWithValue("$width", widthMs);
        command.Parameters.AddWithValue("$from", within.FromMs);
        command.Parameters.AddWithValue("$to", within.ToMs);
        return command;
    }
}
