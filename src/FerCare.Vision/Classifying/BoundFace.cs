using FerCare.Affect;
using Microsoft.ML.OnnxRuntime;

namespace FerCare.Vision.Classifying;

/// <summary>
/// One face's way through the network: input and logits in memory that ONNX Runtime reads and writes in place, so that a call
/// allocates nothing. For one thread at a time.
/// </summary>
internal sealed class BoundFace : IDisposable
{
    private readonly InferenceSession session;
    private readonly ModelInput shape;
    private readonly float[] pixels = new float[FaceAligner.Side * FaceAligner.Side];
    private readonly float[][] logits;
    private readonly OrtIoBinding binding;
    private readonly List<OrtValue> bound = [];

    public BoundFace(InferenceSession session, ModelManifest manifest)
    {
        this.session = session;
        shape = manifest.Input;
        binding = session.CreateIoBinding();
        logits = [.. manifest.Heads.Select(_ => new float[Emotions.Count])];
        binding.BindInput(shape.Name, Bind(pixels, [1, 1, FaceAligner.Side, FaceAligner.Side]));
        for (var head = 0; head < logits.Length; head++) binding.BindOutput(manifest.Heads[head], Bind(logits[head], [1, Emotions.Count]));
    }

    /// <summary>Runs all heads on one face of grey pixels, which are overwritten afterwards; a head's logits stay until the next call.</summary>
    public void Run(ReadOnlySpan<byte> face, RunOptions options)
    {
        shape.Normalise(face, pixels);
        try
        {
            session.RunWithBinding(options, binding);
        }
        finally
        {
            Array.Clear(pixels);
        }
    }

    /// <summary>The seven logits of a head, by its place in the manifest.</summary>
    public ReadOnlySpan<float> Logits(int head) => logits[head];

    public void Dispose()
    {
        binding.Dispose();
        foreach (var value in bound) value.Dispose();
    }

    private OrtValue Bind(float[] values, long[] dimensions)
    {
        var value = OrtValue.CreateTensorValueFromMemory(values, dimensions);
        bound.Add(value);
        return value;
    }
}
