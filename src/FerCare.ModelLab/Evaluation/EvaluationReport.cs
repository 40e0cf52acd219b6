using System.Text.Json;
using System.Text.Json.Serialization;
using FerCare.ModelLab.Pipeline;
using FerCare.ModelLab.Robustness;

namespace FerCare.ModelLab.Evaluation;

/// <summary>Everything one call of <c>evaluate</c> measured; its JSON form is what other programs read.</summary>
/// <param name="Model">Name and hash of the network.</param>
/// <param name="Faces">Where the faces come from.</param>
/// <param name="Evaluation">Figures of both heads.</param>
public sealed record EvaluationReport(string Model, string Faces, [property: JsonIgnore] EmotionEvaluation Evaluation)
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true };

    /// <summary>Figures on FER2013 labels.</summary>
    public HeadEvaluation Fer2013 => Evaluation.Fer2013;

    /// <summary>Figures on FER+ majorities; null where the set has no votes.</summary>
    [JsonPropertyName("ferplus")]
    public HeadEvaluation? FerPlus => Evaluation.FerPlus;

    /// <summary>What mirroring cost, where each face was scored together with its mirror image.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public MirrorCost? Mirror { get; init; }

    /// <summary>The comparison with another network, where one was asked for.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public PairedComparison? Comparison { get; init; }

    /// <summary>What the server's way through frames leaves of the accuracy, where it was asked for.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public PipelineEvaluation? Pipeline { get; init; }

    /// <summary>Accuracy on distorted faces, where it was asked for.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public RobustnessEvaluation? Robustness { get; init; }

    /// <summary>The report as indented JSON with names in snake case.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Json);
}

/// <summary>Milliseconds a face, scored in batches, without and with its mirror image.</summary>
public sealed record MirrorCost(double MillisecondsWithout, double MillisecondsWith);
