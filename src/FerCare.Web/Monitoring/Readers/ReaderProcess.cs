using System.ComponentModel;
using System.Diagnostics;
using FerCare.Vision;
using FerCare.Vision.Decoding;

namespace FerCare.Web.Monitoring.Readers;

/// <summary>What a reader says when it is ready.</summary>
/// <param name="Version">Name and version of its network.</param>
/// <param name="Graph">The form in which the network runs.</param>
/// <param name="Problem">What stood against the compiled form; null where nothing did.</param>
public sealed record ReaderGreeting(string Version, string Graph, string? Problem);

/// <summary>
/// One process that reads faces, and the line to it. It keeps nothing between two frames: the track goes there and back, so that
/// any process can take over. For one thread at a time, but for <see cref="Kill"/>.
/// </summary>
internal sealed class ReaderProcess : IDisposable
{
    private const int PatienceMs = 200;
    private readonly Process process;
    private readonly ReaderLine line;
    private readonly ITimer deadline;
    private readonly Lock gate = new();
    private bool busy;

    private ReaderProcess(Process process, TimeProvider time)
    {
        this.process = process;
        line = new ReaderLine(process.StandardOutput.BaseStream, process.StandardInput.BaseStream);
        deadline = time.CreateTimer(_ => GiveUp(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public bool HasExited => process.HasExited;

    /// <summary>It did not answer in time and was killed for it.</summary>
    public bool Hung { get; private set; }

    /// <summary>How it ended, for the log.</summary>
    public string Ending => !process.HasExited ? "said what no reader says"
        : Hung ? "did not answer in time and was killed" : process.ExitCode > 128 ? $"ended by signal {process.ExitCode - 128}" : $"ended with exit code {process.ExitCode}";

    /// <summary>Starts a process; it loads its models while the caller goes on.</summary>
    /// <exception cref="IOException">It cannot be started.</exception>
    public static ReaderProcess Start(ReaderCommand command, TimeProvider time)
    {
        var start = new ProcessStartInfo(command.File, command.Arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false };
        // One small heap on the thread that reads; no debugger's socket, which a killed process would leave behind, and no dump, which would hold a frame.
        foreach (var (name, value) in new[] { ("gcServer", "0"), ("gcConcurrent", "0"), ("EnableDiagnostics", "0"), ("DbgEnableMiniDump", "0") })
            start.Environment["DOTNET_" + name] = value;
        try
        {
            return new ReaderProcess(Process.Start(start)!, time);
        }
        catch (Win32Exception problem)
        {
            throw new IOException($"Reader: {command.File} cannot be started ({problem.Message}).", problem);
        }
    }

    /// <summary>Waits until the models are loaded.</summary>
    /// <exception cref="MissingModelException">A file is missing or altered; the message is the reader's.</exception>
    /// <exception cref="IOException">The process ended or took too long.</exception>
    public ReaderGreeting Greet(TimeSpan within)
    {
        var said = Within(within, line.Receive);
        if (said == ReaderMessage.CannotStart) throw new MissingModelException(line.In.ReadString());
        if (said != ReaderMessage.Ready) throw new IOException($"Reader: expected a greeting, found that the process {EndingNow()}.");
        var (version, graph, problem) = (line.In.ReadString(), line.In.ReadString(), line.In.ReadString());
        return new ReaderGreeting(version, graph, problem.Length == 0 ? null : problem);
    }

    /// <summary>Has a frame read.</summary>
    /// <exception cref="FrameRefusedException">The frame is no image within the limits.</exception>
    /// <exception cref="InvalidOperationException">The frame could not be read; the process goes on.</exception>
    /// <exception cref="IOException">The process is lost.</exception>
    public FaceReading Read(ReadOnlyMemory<byte> encoded, FaceTrack track, bool classify, long? timeMs, TimeSpan within)
    {
        try
        {
            return Answer(encoded, track, classify, timeMs, within);
        }
        finally
        {
            line.Forget();
        }
    }

    /// <summary>Ends the process at once and waits until it is gone; there is nothing in it that could be lost.</summary>
    public void Kill()
    {
        try
        {
            if (!process.HasExited) process.Kill();
            process.WaitForExit();
        }
        catch (Exception gone) when (gone is InvalidOperationException or Win32Exception)
        {
            // It ended by itself at this moment.
        }
    }

    public void Dispose()
    {
        deadline.Dispose();
        Kill();
        line.Dispose();
        process.Dispose();
    }

    private FaceReading Answer(ReadOnlyMemory<byte> encoded, FaceTrack track, bool classify, long? timeMs, TimeSpan within)
    {
        var said = Within(within, () =>
        {
            line.Begin(ReaderMessage.Frame);
            line.Out.Write(classify);
            line.Out.Write(timeMs ?? long.MinValue);
            track.Write(line.Out);
            line.Out.Write(encoded.Span);
            line.Send();
            return line.Receive();
        });
        switch (said)
        {
            case ReaderMessage.Reading:
                var reading = line.In.ReadReading();
                track.Read(line.In);
                return reading;
            case ReaderMessage.Refused:
                throw new FrameRefusedException((FrameRefusal)line.In.ReadInt32(), line.In.ReadString());
            case ReaderMessage.Failed:
                throw new InvalidOperationException($"Reader: {line.In.ReadString()}.");
            default:
                throw new IOException($"Reader: expected an answer, found that the process {EndingNow()}.");
        }
    }

    private ReaderMessage? Within(TimeSpan time, Func<ReaderMessage?> exchange)
    {
        lock (gate) busy = true;
        deadline.Change(time, Timeout.InfiniteTimeSpan);
        try
        {
            return exchange();
        }
        catch (Exception broken) when (broken is IOException or InvalidDataException or ObjectDisposedException)
        {
            return null;
        }
        finally
        {
            lock (gate) busy = false;
            deadline.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    private void GiveUp()
    {
        // Not where the answer came at the last moment: the process would be killed for the frame before.
        lock (gate)
        {
            if (!busy) return;
            Hung = true;
            Kill();
        }
    }

    private string EndingNow()
    {
        // Its end of the line is closed, so it is about to exit, and how it does is worth a moment.
        process.WaitForExit(PatienceMs);
        Kill();
        return Ending;
    }
}
