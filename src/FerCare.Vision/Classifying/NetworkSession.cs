using Microsoft.ML.OnnxRuntime;

namespace FerCare.Vision.Classifying;

/// <summary>Opens a network in ONNX Runtime with the settings that training, comparison and serving share: one thread, no surprises in the log.</summary>
internal static class NetworkSession
{
    // ONNX Runtime, onnxruntime_session_options_config_keys.h: sums byte products without overflow, at about half the speed.
    private const string ExactByteProducts = "session.x64quantprecision";

    /// <summary>Opens a portable graph.</summary>
    /// <param name="saveAs">Where the graph as it runs is written, or null.</param>
    /// <exception cref="OnnxRuntimeException">Not a network that this runtime can run, or the file cannot be written.</exception>
    public static InferenceSession Open(byte[] network, bool optimised, CompilationTarget target, string? saveAs = null)
    {
        using var options = new SessionOptions
        {
            IntraOpNumThreads = 1,
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            GraphOptimizationLevel = optimised ? GraphOptimizationLevel.ORT_ENABLE_ALL : GraphOptimizationLevel.ORT_DISABLE_ALL,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
        };
        if (optimised && target.ByteProductsOverflow) options.AddSessionConfigEntry(ExactByteProducts, "1");
        if (saveAs is not null) options.OptimizedModelFilePath = saveAs;
        return new InferenceSession(network, options);
    }

    /// <summary>Opens a graph that was optimised for this machine before.</summary>
    public static InferenceSession OpenCompiled(byte[] graph, CompilationTarget target) => Open(graph, optimised: false, target);
}
