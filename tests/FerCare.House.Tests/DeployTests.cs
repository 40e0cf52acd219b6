using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace FerCare.House.Tests;

/// <summary>The files that a clinic installs FerCare with, as far as they can be held without an init system and a container engine.</summary>
public sealed partial class DeployTests
{
    private const double MostExposure = 2.0; // of 10, as systemd counts it; below 5 it says "OK"

    private static readonly string Unit = Repository.At("deploy", "fercare.service");
    private static readonly string[] Dockerfile = Instructions(Repository.At("deploy", "Dockerfile"));
    private static readonly string Compose = File.ReadAllText(Repository.At("deploy", "compose.yaml"));
    private static readonly string Guide = File.ReadAllText(Repository.At("docs", "deployment.md"));

    [Fact]
    public void Systemd_understands_every_line_of_the_unit()
    {
        var (code, said) = Systemd("verify", "--man=no", UnitWithTheProgram());
        said.ShouldBe("");
        code.ShouldBe(0);
    }

    [Fact]
    public void Systemd_counts_the_unit_as_little_exposed()
    {
        var (_, said) = Systemd("security", "--offline=true", UnitWithTheProgram());
        var exposure = Exposure().Match(said).Groups[1].Value;
        double.Parse(exposure, System.Globalization.CultureInfo.InvariantCulture).ShouldBeLessThanOrEqualTo(MostExposure, said);
    }

    [Fact]
    public void The_unit_gives_the_program_its_folder_and_the_time_it_needs()
    {
        var lines = File.ReadAllLines(Unit);
        lines.ShouldContain("Type=notify");
        lines.Single(l => l.StartsWith("ExecStart=", StringComparison.Ordinal)).ShouldContain("--data /var/lib/fercare");
        lines.ShouldContain("StateDirectory=fercare");
        // A backup before an upgrade and the storing of what is waiting are not cut off.
        lines.ShouldContain("TimeoutStartSec=10min");
        lines.ShouldContain("TimeoutStopSec=60");
        lines.Where(l => l.StartsWith("MemoryDenyWriteExecute=", StringComparison.Ordinal)).ShouldBeEmpty();
        Guide.ShouldContain("/opt/fercare/app");
    }

    [Fact]
    public void The_unit_lets_the_runtime_work_and_is_not_started_again_where_only_a_person_can_help()
    {
        var lines = File.ReadAllLines(Unit).Where(l => !l.StartsWith('#')).ToArray();
        // @resources has sched_setaffinity, without which the runtime ends as soon as it starts a thread.
        lines.Where(l => l.StartsWith("SystemCallFilter=", StringComparison.Ordinal)).ShouldBe(["SystemCallFilter=@system-service", "SystemCallFilter=~@privileged"]);
        // With either the program cannot see that systemd started it, and never says that it is ready.
        lines.Where(l => l.StartsWith("ProtectProc=", StringComparison.Ordinal) || l.StartsWith("ProcSubset=", StringComparison.Ordinal)).ShouldBeEmpty();
        lines.ShouldContain("Restart=on-failure");
        lines.ShouldContain("RestartPreventExitStatus=1");
        lines.ShouldContain("Environment=SQLITE_TMPDIR=/var/lib/fercare");
    }

    [Fact]
    public void A_program_that_crashes_leaves_no_memory_with_frames_on_the_disk()
    {
        File.ReadAllLines(Unit).ShouldContain("LimitCORE=0");
        Compose.Split('\n').ShouldContain("    ulimits: { core: 0 }");
        File.ReadAllText(Repository.At("docs", "security.md")).ShouldContain("core dump");
    }

    [Fact]
    public void What_is_published_has_the_network_and_the_library_of_Dlib_beside_it()
    {
        var project = Projects.FileOf("FerCare.Vision");
        var files = XDocument.Load(project).Descendants("None").ToArray();
        files.Single(f => Told(f, "Include") == "../../artifacts/native/*.so").Attribute("CopyToOutputDirectory")!.Value.ShouldBe("PreserveNewest");
        var network = files.Single(f => Told(f, "Include").Contains("/models/", StringComparison.Ordinal));
        Told(network, "CopyToPublishDirectory").ShouldBe("PreserveNewest");
        Told(network, "Link").ShouldBe("models/%(Filename)%(Extension)");
        network.Attribute("CopyToOutputDirectory").ShouldBeNull("development and tests take the repository's own files");
        var manifest = JsonDocument.Parse(File.ReadAllText(Repository.At("models", "emotion.json"))).RootElement;
        Told(network, "Include").Split(';').ShouldBe(["../../models/emotion.json", $"../../models/{manifest.GetProperty("file").GetString()}"]);
        Dockerfile.ShouldContain("COPY --from=build /app /app");
    }

    [Fact]
    public void The_container_is_not_root_and_stops_and_starts_the_program_itself()
    {
        Dockerfile.Last(i => i.StartsWith("USER ", StringComparison.Ordinal)).ShouldBe("USER fercare");
        Array.FindLastIndex(Dockerfile, i => i.StartsWith("USER ", StringComparison.Ordinal)).ShouldBeGreaterThan(Array.FindLastIndex(Dockerfile, i => i.StartsWith("RUN ", StringComparison.Ordinal)));
        // As a list, so that no shell stands between the signal and the program.
        Dockerfile.Single(i => i.StartsWith("ENTRYPOINT ", StringComparison.Ordinal)).ShouldBe("ENTRYPOINT [\"dotnet\", \"/app/fercare.dll\"]");
        Dockerfile.Single(i => i.StartsWith("CMD ", StringComparison.Ordinal)).ShouldBe("CMD [\"serve\", \"--urls\", \"http://0.0.0.0:5080\", \"--data\", \"/data\"]");
        Dockerfile.ShouldContain("STOPSIGNAL SIGTERM");
        Dockerfile.Single(i => i.StartsWith("HEALTHCHECK ", StringComparison.Ordinal)).ShouldContain("/health/ready");
        Dockerfile.ShouldContain("VOLUME /data");
    }

    [Fact]
    public void The_container_file_keeps_the_rules_of_its_kind()
    {
        Dockerfile.Where(i => i.StartsWith("ADD ", StringComparison.Ordinal)).ShouldBeEmpty();
        Dockerfile.Where(i => i.StartsWith("FROM ", StringComparison.Ordinal)).ShouldAllBe(i => i.Contains("_IMAGE}") && !i.Contains(":latest"));
        // Its libraries have other names and versions in another Debian.
        Dockerfile.Single(i => i.StartsWith("ARG DEBIAN_IMAGE", StringComparison.Ordinal)).ShouldBe("ARG DEBIAN_IMAGE=debian:12");
        foreach (var install in Dockerfile.Where(i => i.Contains("apt-get install", StringComparison.Ordinal)))
        {
            install.ShouldContain("apt-get update");
            install.ShouldContain("-y");
            install.ShouldContain("--no-install-recommends");
            install.ShouldContain("rm -rf /var/lib/apt/lists/*");
        }

        Dockerfile.Where(i => i.StartsWith("WORKDIR ", StringComparison.Ordinal)).ShouldAllBe(i => i.StartsWith("WORKDIR /", StringComparison.Ordinal));
        Dockerfile.Where(i => i.StartsWith("RUN ", StringComparison.Ordinal)).ShouldAllBe(i => !i.Contains("sudo") && !i.Contains("| sh") && !i.Contains("chmod 777"));
        // Nothing of a patient, and nothing built for another machine, gets into the image.
        foreach (var left in (string[])["**/bin", "**/obj", "artifacts", "data", "data-demo", ".git"]) File.ReadAllLines(Repository.At(".dockerignore")).ShouldContain(left);
    }

    [Fact]
    public void The_container_has_what_the_program_needs_to_run()
    {
        var installed = Dockerfile.Last(i => i.Contains("apt-get install", StringComparison.Ordinal));
        foreach (var package in (string[])["libdlib19.1", "libdlib-data", "libjpeg62-turbo", "ffmpeg", "curl", "tzdata", "libicu72", "libssl3", "libstdc++6", "zlib1g"]) installed.ShouldMatch($@"\s{Regex.Escape(package)}\s");
        // Built as on a computer without containers.
        var build = Guide.Split('\n').Single(l => l.StartsWith("cmake ", StringComparison.Ordinal));
        Dockerfile.ShouldContain($"RUN {build}");
        var needed = NeededToBuild().Match(File.ReadAllText(Repository.At(".ci", "setup"))).Groups[1].Value.Split(' ');
        var tools = Dockerfile.First(i => i.Contains("apt-get install", StringComparison.Ordinal));
        foreach (var package in needed.Where(n => n != "libdlib-data")) tools.ShouldContain(package);
        // Recommended by cmake and not installed with it here.
        tools.ShouldMatch(@"\smake\s");
        // The runtime comes out of the SDK.
        foreach (var part in (string[])["host", "shared"]) Dockerfile.ShouldContain($"COPY --from=build /usr/share/dotnet/{part} /usr/share/dotnet/{part}");
        var settings = Dockerfile.Last(i => i.StartsWith("ENV ", StringComparison.Ordinal));
        // /tmp is in memory and smaller than a database, and plain HTTP on all addresses is refused without a proxy.
        foreach (var setting in (string[])["SQLITE_TMPDIR=/data", "ASPNETCORE_FORWARDEDHEADERS_ENABLED=true", "PATH=/usr/share/dotnet:$PATH"]) settings.ShouldContain(setting);
    }

    [Fact]
    public void The_composed_service_can_write_nowhere_but_to_its_volumes_and_is_reached_from_this_machine_only()
    {
        foreach (var rule in (string[])["read_only: true", "cap_drop: [ALL]", "no-new-privileges:true", "stop_grace_period: 60s", "\"fercare-data:/data\"", "fercare-backups}:/backups\"", "TZ: ${TZ:-", "\"127.0.0.1:5080:5080\""]) Compose.ShouldContain(rule);
        Compose.ShouldNotContain("privileged:");
        Compose.ShouldNotContain("network_mode: host");
        Compose.ShouldNotContain("docker.sock");
        Compose.ShouldNotContain('\t');
    }

    /// <summary>The unit beside a program that exists: systemd looks whether it does, and none is installed where tests run.</summary>
    private static string UnitWithTheProgram()
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "unit");
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, "fercare.service");
        File.WriteAllText(path, File.ReadAllText(Unit).Replace("/usr/bin/dotnet", Environment.ProcessPath, StringComparison.Ordinal));
        return path;
    }

    private static (int Code, string Said) Systemd(params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo("systemd-analyze", ["--no-pager", .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var wrong = process.StandardError.ReadToEndAsync();
            var said = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, said + wrong.Result);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("systemd-analyze is not here (apt-get install systemd).");
            throw;
        }
    }

    private static string Told(XElement item, string name) => item.Attribute(name)?.Value ?? "";

    /// <summary>Instructions with their continued lines, without comments.</summary>
    private static string[] Instructions(string path) =>
        [.. string.Join('\n', File.ReadAllLines(path).Where(l => !l.StartsWith('#'))).Replace("\\\n", " ", StringComparison.Ordinal).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => Spaces().Replace(l, " ").Trim())];

    [GeneratedRegex(@"Overall exposure level for fercare\.service: ([\d.]+)")]
    private static partial Regex Exposure();

    [GeneratedRegex(@"need_vision_packages\(\) \{ need_packages ([^;]+); \}")]
    private static partial Regex NeededToBuild();

    [GeneratedRegex(" {2,}")]
    private static partial Regex Spaces();
}
