namespace FerCare.Web.Demonstration;

/// <summary>A clock that stands in the past while the demonstration's sessions are made; timers run on as usual.</summary>
internal sealed class SeedingClock(DateTimeOffset start) : TimeProvider
{
    public DateTimeOffset Now { get; set; } = start;

    public override DateTimeOffset GetUtcNow() => Now;
}
