using FerCare.Affect;
using FerCare.ModelLab.Data;
using FerCare.ModelLab.Export;
using Microsoft.ML.OnnxRuntime;

namespace FerCare.ModelLab.Evaluation;

/// <summary>Class scores of many faces by both heads: [n * 7] logits each, in class order.</summary>
public sealed record TwoHeadedScores(float[] Fer2013, float[] FerPlus)
{
    /// <summary>The class with the highest score of face <paramref name="index"/>.</summary>
    public static Emotion Top(float[] scores, int index)
    {
        var row = scores.AsSpan(index * Emotions.Count, Emotions.Count);
        var top = 0;
        for (var i = 1; i < row.Length; i++)
            if (row[i] > row[top]) top = i;
        return (Emotion)top;
    }
}

/// <summary>An exported network opened in ONNX Runtime, for measurements on face crops.</summary>
public sealed class EmotionNetwork : IDisposable
{
    private const int FacesAtOnce = 64;
    private readonly InferenceSession session;

    /// <exception cref="LabDataException">The file is missing or is not a two-headed emotion network for 48-pixel crops.</exception>
    public EmotionNetwork(string path)
    {
        if (!File.Exists(path)) throw new LabDataException($"{path}: expected an ONNX model, found no file.");
        try
        {
            session = new InferenceSession(path);
        }
        catch (OnnxRuntimeException problem)
        {
            throw new LabDataException($"{path}: expected an ONNX model, found something ONNX Runtime refuses ({problem.Message})", problem);
        }

        var shape = session.InputMetadata.GetValueOrDefault(XceptionExport.InputName)?.Dimensions ?? [];
        var heads = session.OutputMetadata.Keys.Order().ToArray();
        if (shape is [_, 1, FaceSet.Side, FaceSet.Side] && heads is [XceptionExport.Fer2013Name, XceptionExport.FerPlusName]) return;
        var found = $"inputs {string.Join(", ", session.InputMetadata.Select(i => $"{i.Key} [{string.Join(',', i.Value.Dimensions)}]"))} and outputs {string.Join(", ", heads)}";
        session.Dispose();
        throw new LabDataException($"{path}: expected input {XceptionExport.InputName} [n,1,48,48] and outputs {XceptionExport.Fer2013Name}, {XceptionExport.FerPlusName}; found {found}.");
    }

    /// <summary>Scores every face of a set, as stored, without augmentation.</summary>
    public TwoHeadedScores Score(FaceSet faces)
    {
        var scores = new TwoHeadedScores(new float[faces.Count * Emotions.Count], new float[faces.Count * Emotions.Count]);
        using var options = new RunOptions();
        for (var start = 0; start < faces.Count; start += FacesAtOnce)
        {
            var n = Math.Min(FacesAtOnce, faces.Count - start);
            var pixels = new float[n * FaceSet.PixelsPerFace];
            for (var i = 0; i < n; i++)
                Augmentation.Plain(faces.Face(start + i), pixels.AsSpan(i * FaceSet.PixelsPerFace, FaceSet.PixelsPerFace));
            using var input = OrtValue.CreateTensorValueFromMemory(pixels, [n, 1, FaceSet.Side, FaceSet.Side]);
            using var output = session.Run(options, [XceptionExport.InputName], [input], [XceptionExport.Fer2013Name, XceptionExport.FerPlusName]);
            output[0].GetTensorDataAsSpan<float>().CopyTo(scores.Fer2013.AsSpan(start * Emotions.Count));
            output[1].GetTensorDataAsSpan<float>().CopyTo(scores.FerPlus.AsSpan(start * Emotions.Count));
        }

        return scores;
    }

    public void Dispose() => session.Dispose();
}
