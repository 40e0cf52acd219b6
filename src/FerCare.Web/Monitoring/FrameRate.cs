namespace FerCare.Web.Monitoring;

/// <summary>Frames per second over the last two seconds. Thread-safe.</summary>
public sealed class FrameRate
{
    private const double WindowMs = 2000;
    private readonly Queue<double> times = new();
    private readonly Lock gate = new();

    /// <summary>One more frame at this moment, milliseconds of any steady clock.</summary>
    public void Count(double nowMs)
    {
        lock (gate)
        {
            times.Enqueue(nowMs);
            Forget(nowMs);
        }
    }

    /// <summary>The rate at this moment; 0 before the second frame.</summary>
    public double At(double nowMs)
    {
        lock (gate)
        {
            Forget(nowMs);
            if (times.Count < 2) return 0;
            var span = Math.Max(nowMs - times.Peek(), 1);
            return (times.Count - 1) * 1000 / span;
        }
    }

    private void Forget(double nowMs)
    {
        while (times.Count > 0 && nowMs - times.Peek() > WindowMs) times.Dequeue();
    }
}
