using System.Globalization;
using FerCare.Samples;
using FerCare.Affect;
using FerCare.Vision;
using FerCare.Vision.Decoding;
using FerCare.Web.Monitoring;
using FerCare.Web.Monitoring.Readers;
using FerCare.Web.Tests.Capture;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace FerCare.Web.Tests.Monitoring.Readers;

/// <summary>Hostile pictures into a real reader: they are refused or read, and the process is the same before and after.</summary>
public sealed class HostileFramesTests
{
    private const int Mutations = 10_000;
    private const long MostGrowthKb = 64 * 1024;

    [Fact]
    public async Task No_hostile_picture_and_none_of_ten_thousand_mutations_costs_a_reader_or_more_than_64_MB()
    {
        await using var app = await RunningApp.StartAsync(OneReader, readsFaces: true);
        var reader = app.Services.GetRequiredService<OpenReaders>()();
        using var owner = reader.Owner;
        using var drawn = new ScriptedPatient((Emotion.Neutral, 1));
        var (good, track) = (drawn.Frame(TimeSpan.Zero), new FaceTrack());
        var small = HostileFrames.HalfAsWide(good);
        foreach (var frame in new[] { good, small, CameraFrames.At(TimeSpan.Zero) }) reader.Read(frame, track, true, 0);
        var before = ReaderFaults.Of(app.DataFolder).ToDictionary(id => id, PeakKb);
        before.ShouldNotBeEmpty("the readers are processes of their own");

        foreach (var (kind, bytes) in HostileFrames.All(good)) Outcome(reader, bytes, track).ShouldNotBe("lost", kind);
        var random = new Random(17);
        var refused = 0;
        for (var i = 0; i < Mutations; i++)
        {
            // One in ten as large as a camera's; the others take the same ways in a third of the time.
            var outcome = Outcome(reader, HostileFrames.Mutation(i % 10 == 0 ? good : small, random), track);
            outcome.ShouldNotBe("lost", $"mutation {i}");
            if (outcome == "refused") refused++;
        }

        refused.ShouldBeInRange(Mutations / 20, Mutations - 1, "some are still pictures, some are not");
        app.Services.GetRequiredService<ReaderPool>().Lost.ShouldBe(0);
        app.Services.GetRequiredService<FrameQuarantine>().Count.ShouldBe(0);
        ReaderFaults.Of(app.DataFolder).ShouldBe(before.Keys, ignoreOrder: true, "the same processes");
        foreach (var (id, peak) in before) (PeakKb(id) - peak).ShouldBeLessThan(MostGrowthKb, "kilobytes more at the peak");
        reader.Read(good, new FaceTrack(), true, 0).Width.ShouldBeGreaterThan(0, "the next good frame is read");
    }

    [Fact]
    public void A_picture_that_asks_for_thousands_of_passes_is_refused_before_the_first()
    {
        using var drawn = new ScriptedPatient((Emotion.Neutral, 1));
        var decoder = new FrameDecoder(FrameLimits.Streamed);
        foreach (var (kind, bytes) in HostileFrames.All(drawn.Frame(TimeSpan.Zero)).Where(f => f.Kind.Contains("scans")))
        {
            bytes.Length.ShouldBeLessThan(FrameLimits.Streamed.MostBytes, kind);
            Should.Throw<FrameRefusedException>(() => decoder.Decode(bytes, new GreyImage(1, 1))).Message.ShouldContain("scans", customMessage: kind);
        }
    }

    private static void OneReader(WebApplicationBuilder builder)
    {
        builder.Configuration["Monitoring:Workers"] = "1";
        builder.Configuration["Readers:Separate"] = "true";
        builder.Configuration["Readers:Spares"] = "0";
        // Many thousand frames are read one after another, and nobody else is to be served meanwhile.
        builder.Configuration["Readers:Niceness"] = "0";
        // None of these frames hangs a reader; a machine that others share may hold it up.
        builder.Configuration["Readers:FrameDeadlineMs"] = "30000";
    }

    private static string Outcome(OpenReader reader, byte[] bytes, FaceTrack track)
    {
        try
        {
            reader.Read(bytes, track, true, null);
            return "read";
        }
        catch (FrameRefusedException)
        {
            return "refused";
        }
        catch (FrameLostException)
        {
            return "lost";
        }
    }

    /// <summary>The most memory a process has had, from the kernel.</summary>
    private static long PeakKb(int process) => long.Parse(
        File.ReadLines($"/proc/{process}/status").Single(line => line.StartsWith("VmHWM:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
}
