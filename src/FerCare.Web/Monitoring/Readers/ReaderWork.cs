using System.Diagnostics;
using System.Runtime.InteropServices;
using FerCare.Vision;
using FerCare.Vision.Decoding;
using Microsoft.Win32.SafeHandles;

namespace FerCare.Web.Monitoring.Readers;

/// <summary>The work of a reader process: frames from standard input, readings to standard output, until the input ends.</summary>
internal static class ReaderWork
{
    private const int Done = 0;
    private const int NoModels = 3;
    private const int ThisThread = 0;   // PRIO_PROCESS of setpriority(2), which on Linux is the thread that calls: the one that reads
    private const int NotDumpable = 4; // PR_SET_DUMPABLE of prctl(2)

    public static int Run(string compiledFolder, int server, int niceness, ReaderFaults faults)
    {
        // The server ends this process when it ends; a signal meant for both of them must not take it first.
        using var ctrlC = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => signal.Cancel = true);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => signal.Cancel = true);
        using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal => signal.Cancel = true);
        // A dump of this process would put a patient's frame on the disk.
        if (OperatingSystem.IsLinux()) _ = prctl(NotDumpable, 0, 0, 0, 0);
        EndWith(server);
        using var line = new ReaderLine(Console.OpenStandardInput(), OwnOutput());
        try
        {
            using var models = VisionModels.Load(VisionModelPaths.Default(), compiledFolder);
            using var reader = new FaceReader(models, FaceReaderOptions.Streamed);
            reader.WithDrawnPicture(models);
            var graph = models.Emotions.Graph;
            line.Begin(ReaderMessage.Ready);
            line.Out.Write(models.Emotions.Manifest.Version);
            line.Out.Write($"{graph}");
            line.Out.Write(graph.Problem ?? "");
            line.Send();
            // Only now: loading holds up the start, reading must not hold up the server's answers. Where it is not allowed, it is done without.
            if (OperatingSystem.IsLinux()) _ = setpriority(ThisThread, 0, niceness);
            ReadAll(line, reader, faults);
            return Done;
        }
        catch (MissingModelException problem)
        {
            line.Begin(ReaderMessage.CannotStart);
            line.Out.Write(problem.Message);
            line.Send();
            return NoModels;
        }
        catch (IOException)
        {
            return Done; // the server is gone
        }
    }

    private static void ReadAll(ReaderLine line, FaceReader reader, ReaderFaults faults)
    {
        var track = new FaceTrack();
        while (line.Receive() is ReaderMessage.Frame)
        {
            var classify = line.In.ReadBoolean();
            var time = line.In.ReadInt64();
            track.Read(line.In);
            faults.Meet(line.Rest.Span);
            try
            {
                var reading = reader.Read(line.Rest, track, classify, time == long.MinValue ? null : time);
                line.Begin(ReaderMessage.Reading);
                line.Out.Write(reading);
                track.Write(line.Out);
            }
            catch (FrameRefusedException refused)
            {
                line.Begin(ReaderMessage.Refused);
                line.Out.Write((int)refused.Reason);
                line.Out.Write(refused.Message);
            }
            catch (Exception problem) when (problem is not IOException)
            {
                // As in the server itself: one frame that cannot be read does not end the reader.
                line.Begin(ReaderMessage.Failed);
                line.Out.Write(problem.GetType().Name);
            }

            line.Send();
            // Until the next frame comes, or none, nothing of this one is kept.
            reader.Forget();
            track.Reset();
            line.Forget();
        }
    }

    /// <summary>Ends this process with the server, even while native code hangs: however that ended, it leaves no orphan.</summary>
    private static void EndWith(int server) => new Thread(() =>
    {
        try
        {
            using var parent = Process.GetProcessById(server);
            parent.WaitForExit();
        }
        catch (ArgumentException)
        {
            // It is gone already.
        }

        Process.GetCurrentProcess().Kill();
    }) { IsBackground = true, Name = "server" }.Start();

    /// <summary>Standard output for the line alone: what libraries print goes to standard error from now on and cannot garble it.</summary>
    private static Stream OwnOutput()
    {
        if (!OperatingSystem.IsLinux()) return Console.OpenStandardOutput();
        Console.SetOut(Console.Error);
        var own = dup(1);
        if (own < 0 || dup2(2, 1) < 0) throw new IOException("Reader: standard output cannot be set apart.");
        return new FileStream(new SafeFileHandle(own, ownsHandle: true), FileAccess.Write, bufferSize: 0);
    }

    [DllImport("libc")]
    private static extern int prctl(int option, nuint a, nuint b, nuint c, nuint d);

    [DllImport("libc")]
    private static extern int setpriority(int which, int who, int priority);

    [DllImport("libc")]
    private static extern int dup(int descriptor);

    [DllImport("libc")]
    private static extern int dup2(int from, int to);
}

/// <summary>Makes a reader break on purpose, so that a test can see what comes of it.</summary>
/// <param name="AbortOn">The end of frames that abort it; null for none.</param>
/// <param name="HangOn">The end of frames over which it hangs; null for none.</param>
internal sealed record ReaderFaults(byte[]? AbortOn, byte[]? HangOn)
{
    public void Meet(ReadOnlySpan<byte> encoded)
    {
        if (AbortOn is not null && encoded.EndsWith(AbortOn)) abort();
        if (HangOn is not null && encoded.EndsWith(HangOn)) Thread.Sleep(Timeout.Infinite);
    }

    [DllImport("libc")]
    private static extern void abort();
}
