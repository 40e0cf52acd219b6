namespace FerCare.Bench;

/// <summary>The machine that figures belong to.</summary>
internal static class Machine
{
    /// <summary>Name of the processor as the system tells it.</summary>
    public static string Processor { get; } = OperatingSystem.IsLinux() && File.Exists("/proc/cpuinfo")
        ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal))?.Split(':', 2)[1].Trim() ?? "unknown processor"
        : Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER") ?? "unknown processor";
}
