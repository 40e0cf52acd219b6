using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using System.Security.Cryptography;
using System.Text;
using Microsoft.ML.OnnxRuntime;

namespace FerCare.Vision.Classifying;

/// <summary>What a compiled graph is made for: another processor or runtime may choose other layouts and kernels.</summary>
/// <param name="Processor">Architecture and model name.</param>
/// <param name="Instructions">The instruction sets that ONNX Runtime's kernels are chosen by, separated by spaces.</param>
/// <param name="Runtime">Version of ONNX Runtime.</param>
public sealed record CompilationTarget(string Processor, string Instructions, string Runtime)
{
    private const int ExtendedFeatures = 7;
    private const uint BrandFirst = 0x80000002, BrandLast = 0x80000004;

    /// <summary>The machine and the runtime at hand.</summary>
    public static CompilationTarget ThisMachine { get; } = new(ModelName(), string.Join(' ', InstructionSets()), OrtEnv.Instance().GetVersionString());

    /// <summary>
    /// Whether products of bytes have to be summed by slower kernels: an x64 processor without VNNI adds pairs of them in 16 bits,
    /// which overflow and spoil an int8 network's answers (ONNX Runtime, "Quantize ONNX models", section on data type selection).
    /// </summary>
    public bool ByteProductsOverflow => Instructions.Contains("sse4.1") && !Instructions.Contains("vnni");

    /// <summary>Sixteen hexadecimal digits that change with the target and with the network's bytes.</summary>
    public string KeyFor(ModelManifest manifest) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', Processor, Instructions, Runtime, manifest.Sha256.ToLowerInvariant()))))[..16];

    private static string ModelName()
    {
        var architecture = RuntimeInformation.ProcessArchitecture.ToString();
        if (!X86Base.IsSupported) return $"{architecture} {ArmCores()}".TrimEnd();
        if ((uint)X86Base.CpuId(unchecked((int)0x80000000), 0).Eax < BrandLast) return architecture;
        var brand = new int[12];
        for (var leaf = BrandFirst; leaf <= BrandLast; leaf++)
        {
            var at = 4 * (int)(leaf - BrandFirst);
            (brand[at], brand[at + 1], brand[at + 2], brand[at + 3]) = X86Base.CpuId((int)leaf, 0);
        }

        var (version, _, _, _) = X86Base.CpuId(1, 0);
        // Virtual machines often show one brand for several generations; family, model and stepping tell them apart.
        return $"{architecture} {Encoding.ASCII.GetString(MemoryMarshal.AsBytes<int>(brand)).Trim('\0', ' ')} {version:x}";
    }

    /// <summary>What the kernel tells of the cores of a processor without a brand: their designs and features.</summary>
    private static string ArmCores()
    {
        const string Told = "/proc/cpuinfo";
        if (!File.Exists(Told)) return "";
        string[] fields = ["CPU implementer", "CPU part", "CPU variant", "Features"];
        return string.Join(' ', File.ReadLines(Told).Where(line => fields.Any(line.StartsWith)).Select(line => line[(line.IndexOf(':') + 1)..].Trim()).Distinct());
    }

    private static IEnumerable<string> InstructionSets()
    {
        if (X86Base.IsSupported)
        {
            var (most, _, _, _) = X86Base.CpuId(0, 0);
            var (_, _, features, more) = most >= ExtendedFeatures ? X86Base.CpuId(ExtendedFeatures, 0) : default;
            if (Sse41.IsSupported) yield return "sse4.1";
            if (Avx.IsSupported) yield return "avx";
            if (Avx2.IsSupported) yield return "avx2";
            if (Fma.IsSupported) yield return "fma";
            if (Avx512F.IsSupported) yield return "avx512f";
            if (Avx512BW.IsSupported && Avx512DQ.IsSupported && Avx512F.VL.IsSupported) yield return "avx512-core";
            if (Avx512F.IsSupported && (features & (1 << 11)) != 0) yield return "avx512-vnni";
            if (AvxVnni.IsSupported) yield return "avx-vnni";
            if (Avx512F.IsSupported && (more & (1 << 25)) != 0) yield return "amx-int8";
        }

        else if (AdvSimd.IsSupported)
        {
            yield return Dp.IsSupported ? "neon dot-product" : "neon";
        }
    }
}
