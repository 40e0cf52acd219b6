using System.Text.Json;
using FerCare.Affect;
using FerCare.Vision;

namespace FerCare.Web.Analysis;

/// <summary>The result could not be written: not the fault of the file that was read.</summary>
internal sealed class ReadingNotWrittenException(IOException problem) : IOException(problem.Message, problem);

/// <summary>
/// Readings as JSON, one object a line, every field in every object: source, t_ms, faces, box [x, y, width, height],
/// landmarks (68 pairs, pixels), pose (degrees), eye_aspect_ratio, quality (reasons against the frame), emotions.
/// Fields that do not apply are null.
/// </summary>
internal sealed class ReadingWriter(Stream lines) : IDisposable
{
    private readonly Utf8JsonWriter json = new(lines);

    /// <summary>A frame in which faces were looked for.</summary>
    public void Write(string source, long timeMs, FaceReading reading) => WriteLine(source, timeMs, reading.Faces, reading);

    /// <summary>A cut-out face: nothing was looked for, so only the emotions apply.</summary>
    public void WriteCrop(string source, long timeMs, FaceReading reading) => WriteLine(source, timeMs, null, reading);

    public void Dispose() => json.Dispose();

    private void WriteLine(string source, long timeMs, int? faces, FaceReading reading)
    {
        json.WriteStartObject();
        json.WriteString("source", source);
        json.WriteNumber("t_ms", timeMs);
        if (faces is { } count) json.WriteNumber("faces", count);
        else json.WriteNull("faces");
        WriteFace(reading);
        json.WriteStartArray("quality");
        foreach (var reason in reading.Quality.Names()) json.WriteStringValue(reason);
        json.WriteEndArray();
        WriteEmotions(reading.Emotions);
        json.WriteEndObject();
        try
        {
            json.Flush();
            json.Reset();
            lines.WriteByte((byte)'\n');
            lines.Flush();
        }
        catch (IOException problem)
        {
            throw new ReadingNotWrittenException(problem);
        }
    }

    private void WriteFace(FaceReading reading)
    {
        if (reading.Box is { } box)
        {
            json.WriteStartArray("box");
            json.WriteNumberValue(box.X);
            json.WriteNumberValue(box.Y);
            json.WriteNumberValue(box.Width);
            json.WriteNumberValue(box.Height);
            json.WriteEndArray();
        }
        else json.WriteNull("box");

        if (reading.Landmarks is { } landmarks)
        {
            json.WriteStartArray("landmarks");
            foreach (var point in landmarks.Points)
            {
                json.WriteStartArray();
                json.WriteNumberValue(Math.Round((decimal)point.X, 2));
                json.WriteNumberValue(Math.Round((decimal)point.Y, 2));
                json.WriteEndArray();
            }

            json.WriteEndArray();
        }
        else json.WriteNull("landmarks");

        if (reading.Pose is { } pose)
        {
            json.WriteStartObject("pose");
            json.WriteNumber("yaw", Math.Round(pose.Yaw, 2));
            json.WriteNumber("pitch", Math.Round(pose.Pitch, 2));
            json.WriteNumber("roll", Math.Round(pose.Roll, 2));
            json.WriteEndObject();
        }
        else json.WriteNull("pose");

        if (reading.EyeAspectRatio is { } openness) json.WriteNumber("eye_aspect_ratio", Math.Round(openness, 4));
        else json.WriteNull("eye_aspect_ratio");
    }

    private void WriteEmotions(EmotionProbabilities? emotions)
    {
        if (emotions is null)
        {
            json.WriteNull("emotions");
            return;
        }

        json.WriteStartObject("emotions");
        foreach (var emotion in Emotions.All) json.WriteNumber(emotion.NameOf(), Math.Round((decimal)emotions[emotion], 6));
        json.WriteEndObject();
    }
}
