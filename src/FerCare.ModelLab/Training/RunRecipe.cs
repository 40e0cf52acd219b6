using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using FerCare.ModelLab.Data;

namespace FerCare.ModelLab.Training;

/// <summary>What recipe.json of a checkpoint tells.</summary>
/// <param name="Options">The recipe.</param>
/// <param name="LearnsFrom">What the run learns from beside it; null in a checkpoint of before that was noted.</param>
/// <param name="TrainedEpochs">How many epochs its weights have; null likewise.</param>
public sealed record RunRecipe(TrainingOptions Options, RunSources? LearnsFrom, int? TrainedEpochs)
{
    private const string LearnsFromKey = "learnsFrom", TrainedEpochsKey = "trainedEpochs";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <exception cref="LabDataException">Missing, or no recipe.</exception>
    public static RunRecipe Read(string path)
    {
        try
        {
            var json = JsonNode.Parse(File.ReadAllBytes(path)) as JsonObject ?? throw new JsonException("no object");
            var options = json.Deserialize<TrainingOptions>(Json) ?? throw new JsonException("empty");
            return new RunRecipe(options, json[LearnsFromKey].Deserialize<RunSources>(Json), json[TrainedEpochsKey].Deserialize<int?>(Json));
        }
        catch (Exception problem) when (problem is JsonException or ArgumentException or IOException or UnauthorizedAccessException)
        {
            throw new LabDataException($"{path}: expected the recipe of a run, found something else ({problem.Message.ReplaceLineEndings(" ")})", problem);
        }
    }

    /// <summary>The recipe's own fields first, as versions of before wrote and read them.</summary>
    public void Write(string path)
    {
        var json = JsonSerializer.SerializeToNode(Options, Json)!.AsObject();
        json[LearnsFromKey] = JsonSerializer.SerializeToNode(LearnsFrom, Json);
        json[TrainedEpochsKey] = TrainedEpochs;
        File.WriteAllText(path, json.ToJsonString(Json));
    }

    /// <summary>A run that goes on with another recipe, or from other faces, teachers or weights, would end with weights that neither tells.</summary>
    /// <param name="asked">What the run goes on with; its epochs, patience, rate and warm-up may be others than before.</param>
    /// <param name="sources">What it would learn from; anything may be where that was not noted.</param>
    /// <param name="path">Where this recipe was read, for the message.</param>
    /// <exception cref="LabDataException">They differ.</exception>
    public void RefuseOther(TrainingOptions asked, RunSources sources, string path)
    {
        if (Difference(asked) is { } other) throw new LabDataException($"{path}: {other}; go on with the same options or train in another folder.");
        if (LearnsFrom is { } before && sources.DifferenceTo(before) is { } learned) throw new LabDataException($"{path}: {learned}; go on with the same or train in another folder.");
    }

    private string? Difference(TrainingOptions asked)
    {
        var found = Options with { Epochs = asked.Epochs, Patience = asked.Patience, LearningRate = asked.LearningRate, WarmUpEpochs = asked.WarmUpEpochs };
        if (found == asked) return null;
        JsonObject wanted = JsonSerializer.SerializeToNode(asked, Json)!.AsObject(), there = JsonSerializer.SerializeToNode(found, Json)!.AsObject();
        var (name, value) = wanted.First(p => p.Value?.ToJsonString() != there[p.Key]?.ToJsonString());
        return $"expected a run with {name} {value?.ToJsonString()}, found {there[name]?.ToJsonString()}";
    }
}
