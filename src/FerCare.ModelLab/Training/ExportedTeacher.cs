using FerCare.ModelLab.Data;
using FerCare.ModelLab.Networks;
using Microsoft.ML.OnnxRuntime;
using static TorchSharp.torch;

namespace FerCare.ModelLab.Training;

/// <summary>A teacher of which nothing but the exported file is left; it answers through ONNX Runtime, in bytes where it was quantised.</summary>
public sealed class ExportedTeacher : ITeacher
{
    private static readonly string[] Heads = [NetworkPlan.Fer2013, NetworkPlan.FerPlus];

    private readonly InferenceSession session;
    private readonly RunOptions runOptions = new();
    private readonly string input;

    /// <param name="path">A network with both heads that 'export' or 'quantize' wrote.</param>
    /// <exception cref="LabDataException">There is none, or it has other heads.</exception>
    public ExportedTeacher(string path)
    {
        if (!File.Exists(path)) throw new LabDataException($"{path}: expected a network written by 'export' or 'quantize', found none.");
        try
        {
            using var options = new SessionOptions { IntraOpNumThreads = Environment.ProcessorCount, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
            session = new InferenceSession(path, options);
        }
        catch (OnnxRuntimeException problem)
        {
            throw new LabDataException($"{path}: expected an ONNX network, found something else ({problem.Message.ReplaceLineEndings(" ")})", problem);
        }

        input = session.InputMetadata.Keys.Single();
        if (Heads.Except(session.OutputMetadata.Keys).Any())
            throw new LabDataException($"{path}: expected the heads {string.Join(' ', Heads)}, found {string.Join(' ', session.OutputMetadata.Keys)}.");
    }

    public (Tensor Fer2013, Tensor FerPlus) Answer(Tensor faces)
    {
        var pixels = faces.data<float>().ToArray();
        using var value = OrtValue.CreateTensorValueFromMemory(pixels, faces.shape);
        using var answers = session.Run(runOptions, [input], [value], Heads);
        return (Logits(answers[0]), Logits(answers[1]));
    }

    private static Tensor Logits(OrtValue answer) => tensor(answer.GetTensorDataAsSpan<float>().ToArray(), answer.GetTensorTypeAndShape().Shape);

    public void Dispose()
    {
        runOptions.Dispose();
        session.Dispose();
    }
}
