using System.Collections;
using System.Reflection;
using FerCare.Affect.Face;
using FerCare.Vision;
using FerCare.Vision.Decoding;
using FerCare.Web.Monitoring;
using FerCare.Web.Monitoring.Readers;
using FerCare.Web.Shell;
using FerCare.Web.Tests.Capture;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace FerCare.Web.Tests.Monitoring.Readers;

public sealed class ReadersApartTests
{
    [Fact]
    public async Task A_reader_in_a_process_of_its_own_sees_what_one_inside_the_server_sees_frame_by_frame()
    {
        await using var app = await RunningApp.StartAsync(ReaderFaults.Install, readsFaces: true);
        var apart = app.Services.GetRequiredService<OpenReaders>()();
        using var owner = apart.Owner;
        using var inside = new FaceReader(app.Services.GetRequiredService<VisionModels>(), FaceReaderOptions.Streamed);
        FaceTrack one = new(), other = new();

        for (var i = 0; i < 60; i++)
        {
            // Without the first frames the face is searched for, then followed; in the midst a frame is no picture at all.
            var frame = i == 30 ? [1, 2, 3] : CameraFrames.At(TimeSpan.FromMilliseconds(40 * i));
            var classify = i % 3 == 0;
            var (here, there) = (Try(() => inside.Read(frame, one, classify, 40 * i)), Try(() => apart.Read(frame, other, classify, 40 * i)));
            there.Refused.ShouldBe(here.Refused);
            // The same stages took place; how long they took is each reader's own.
            Stages(there.Reading).ShouldBe(Stages(here.Reading));
            foreach (var figure in typeof(FaceReading).GetProperties().Where(p => p.Name != nameof(FaceReading.Stages)))
            {
                if (here.Reading is not null) Plain(figure.GetValue(there.Reading)).ShouldBe(Plain(figure.GetValue(here.Reading)), $"frame {i}: {figure.Name}");
            }

            foreach (var field in typeof(FaceTrack).GetFields(BindingFlags.Instance | BindingFlags.NonPublic))
                Plain(field.GetValue(other)).ShouldBe(Plain(field.GetValue(one)), $"frame {i}: the track's {field.Name}");
        }
    }

    [Fact]
    public async Task A_reader_stands_back_behind_the_server_once_it_reads()
    {
        if (!OperatingSystem.IsLinux()) Assert.Skip("Where it stands is told by Linux.");
        await using var app = await RunningApp.StartAsync(ReaderFaults.Install, readsFaces: true);
        var apart = app.Services.GetRequiredService<OpenReaders>()();
        using var owner = apart.Owner;
        apart.Read(CameraFrames.At(TimeSpan.Zero), new FaceTrack(), true, 0);

        // The 19th field, counted behind the name, which may hold anything.
        ReaderFaults.Of(app.DataFolder).Select(process => File.ReadAllText($"/proc/{process}/stat").Split(") ")[^1].Split(' ')[16]).ShouldContain($"{new ReaderOptions().Niceness}");
    }

    [Fact]
    public void A_quarantine_forgets_the_oldest_frame_for_the_newest()
    {
        var quarantine = new FrameQuarantine(new ReaderOptions { QuarantinedFrames = 2 });
        quarantine.Holds([1]).ShouldBeFalse();
        foreach (byte frame in new byte[] { 1, 1, 2, 3 }) quarantine.Add([frame]);

        quarantine.Count.ShouldBe(2);
        (quarantine.Holds([1]), quarantine.Holds([2]), quarantine.Holds([3])).ShouldBe((false, true, true));
    }

    [Fact]
    public async Task A_server_whose_readers_cannot_be_started_any_more_is_not_ready_and_says_why()
    {
        await using var app = await RunningApp.StartAsync(builder =>
        {
            ReaderFaults.Install(builder);
            builder.Configuration["Readers:FrameDeadlineMs"] = "3000"; // so long the end of the program may wait for a reader that does not come
            builder.Configuration["Readers:Spares"] = "0";
            builder.Configuration["Readers:RetrySeconds"] = "0.2";
            builder.Services.AddSingleton(ChangingCommand);
        }, readsFaces: true);
        using var browser = app.Browser();
        (await browser.GetAsync("/health/ready")).IsSuccessStatusCode.ShouldBeTrue();
        using var patient = await PatientSide.ReadyAsync(app);
        await using var line = await patient.ConnectAsync();

        // The program is gone from the disk, as in a half-done update.
        Directory.Delete(Path.Combine(app.DataFolder, "program"), recursive: true);
        foreach (var process in ReaderFaults.Of(app.DataFolder)) ReaderFaults.Signal("KILL", process);
        var pool = app.Services.GetRequiredService<ReaderPool>();
        for (var i = 0; i < 100 && pool.Problem is null; i++) await line.StreamAsync(TimeSpan.FromSeconds(0.3), CameraFrames.At);

        pool.Problem.ShouldNotBeNull().ShouldContain("Reader");
        ((int)(await browser.GetAsync("/health/ready")).StatusCode).ShouldBe(503);
        (await browser.ReadAsync("/health/ready")).ShouldContain("readers: Reader:");
        (await browser.GetAsync("/health/live")).IsSuccessStatusCode.ShouldBeTrue();
        var report = await app.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(TestContext.Current.CancellationToken);
        report.Entries["readers"].Description.ShouldBe(pool.Problem);
    }

    /// <summary>The usual command through a link in the data folder that the test can take away.</summary>
    private static ReaderCommand ChangingCommand(IServiceProvider provider)
    {
        var folder = provider.GetRequiredService<ServeSettings>().DataFolder;
        var usual = ReaderCommand.OfThisProgram(provider.GetRequiredService<ServeSettings>().CompiledFolder);
        var script = Path.Combine(Directory.CreateDirectory(Path.Combine(folder, "program")).FullName, "fercare");
        File.WriteAllText(script, $"#!/bin/sh\nexec {usual.File} \"$@\"\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        return usual with { File = script };
    }

    private static (FaceReading? Reading, FrameRefusal? Refused) Try(Func<FaceReading> read)
    {
        try
        {
            return (read(), null);
        }
        catch (FrameRefusedException refused)
        {
            return (null, refused.Reason);
        }
    }

    private static IEnumerable<ReadingStage> Stages(FaceReading? reading) => reading is null ? [] : StageTimes.All.Where(stage => reading.Stages[stage] > 0);

    private static object? Plain(object? value) => value switch
    {
        FacialLandmarks landmarks => string.Join(' ', landmarks.Points.ToArray()),
        IEnumerable many and not string => string.Join(' ', many.Cast<object>()),
        _ => value,
    };
}
