using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using FerCare.Affect;

namespace FerCare.Vision.Classifying;

/// <summary>
/// What stands beside a network: which file it is, what it takes and what its outputs mean (models/NAME.json).
/// </summary>
/// <param name="Name">Short name of the network.</param>
/// <param name="File">File name of the ONNX graph, in the manifest's folder.</param>
/// <param name="Sha256">SHA-256 of that file, hexadecimal.</param>
/// <param name="Input">Shape and normalisation of the input.</param>
/// <param name="Heads">Outputs of the graph: logits [n,7] in the order of <paramref name="Labels"/>.</param>
/// <param name="Served">The head whose probabilities the product shows.</param>
/// <param name="Labels">The seven emotions in class order.</param>
/// <param name="Temperature">Divides the served logits before the softmax, so that probabilities match observed frequencies.</param>
/// <param name="Origin">Where the network comes from.</param>
public sealed record ModelManifest(
    string Name, string File, string Sha256, ModelInput Input, IReadOnlyList<string> Heads, string Served, IReadOnlyList<string> Labels, float Temperature, string Origin)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    /// <summary>Divides the logits of the fer2013 head before the softmax; 1 where none was fitted.</summary>
    public float Fer2013Temperature { get; init; } = 1;

    /// <summary>Name and the start of the hash: what findings and reports cite.</summary>
    [JsonIgnore]
    public string Version => $"{Name}-{Sha256[..12]}";

    /// <summary>Reads a manifest and checks it against what this program serves.</summary>
    /// <exception cref="MissingModelException">Missing, unreadable, or of another input or label order.</exception>
    public static ModelManifest Read(string path)
    {
        if (!System.IO.File.Exists(path)) throw MissingModelException.Network(path, "is missing");
        ModelManifest manifest;
        try
        {
            manifest = JsonSerializer.Deserialize<ModelManifest>(System.IO.File.ReadAllBytes(path), Json)
                ?? throw MissingModelException.Network(path, "is empty");
        }
        catch (JsonException problem)
        {
            throw MissingModelException.Network(path, $"is not a manifest ({problem.Message.ReplaceLineEndings(" ")})");
        }

        manifest.Check(path);
        return manifest;
    }

    /// <summary>Writes the manifest to a temporary file and renames it.</summary>
    public void Write(string path)
    {
        var temporary = path + ".partial";
        try
        {
            System.IO.File.WriteAllBytes(temporary, JsonSerializer.SerializeToUtf8Bytes(this, new JsonSerializerOptions(Json) { WriteIndented = true }));
            System.IO.File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            if (System.IO.File.Exists(temporary)) System.IO.File.Delete(temporary);
            throw;
        }
    }

    /// <summary>The bytes of the network, after comparing their hash.</summary>
    /// <exception cref="MissingModelException">Missing or altered.</exception>
    public byte[] ReadNetwork(string folder)
    {
        var path = Path.Combine(folder, File);
        if (!System.IO.File.Exists(path)) throw MissingModelException.Network(path, "is missing");
        var bytes = System.IO.File.ReadAllBytes(path);
        var found = Convert.ToHexStringLower(SHA256.HashData(bytes));
        if (!found.Equals(Sha256, StringComparison.OrdinalIgnoreCase))
            throw MissingModelException.Network(path, $"is altered (expected sha256 {Sha256}, found {found})");
        return bytes;
    }

    private void Check(string path)
    {
        if (!Labels.SequenceEqual(Emotions.Names))
            throw MissingModelException.Network(path, $"has other labels (expected {string.Join(' ', Emotions.Names)}, found {string.Join(' ', Labels)})");
        if (Input.Size != FaceAligner.Side)
            throw MissingModelException.Network(path, $"takes another input size (expected {FaceAligner.Side}, found {Input.Size})");
        if (!float.IsFinite(Input.Scale) || !float.IsFinite(Input.Offset) || Input.Scale == 0)
            throw MissingModelException.Network(path, $"has no usable normalisation (found scale {Input.Scale}, offset {Input.Offset})");
        if (!Heads.Contains(Served))
            throw MissingModelException.Network(path, $"serves a head it does not have (expected one of {string.Join(' ', Heads)}, found {Served})");
        if (!(Temperature > 0) || !float.IsFinite(Temperature))
            throw MissingModelException.Network(path, $"has no usable temperature (expected above 0, found {Temperature})");
        if (!(Fer2013Temperature > 0) || !float.IsFinite(Fer2013Temperature))
            throw MissingModelException.Network(path, $"has no usable fer2013Temperature (expected above 0, found {Fer2013Temperature})");
        if (Sha256.Length != 64 || !Sha256.All(char.IsAsciiHexDigit))
            throw MissingModelException.Network(path, $"has no usable sha256 (expected 64 hexadecimal digits, found \"{Sha256}\")");
        if (Path.GetFileName(File) != File || File.Length == 0)
            throw MissingModelException.Network(path, $"names a file outside its folder (found \"{File}\")");
    }
}

/// <summary>The network's input: float32 [n,1,size,size], each grey pixel times scale plus offset.</summary>
public sealed record ModelInput(string Name, int Size, float Scale, float Offset)
{
    /// <summary>Writes the normalised value of each pixel.</summary>
    public void Normalise(ReadOnlySpan<byte> pixels, Span<float> values)
    {
        for (var i = 0; i < pixels.Length; i++) values[i] = pixels[i] * Scale + Offset;
    }
}
