namespace FerCare.Web.Tests.Accounts;

/// <summary>A clock that stands until a test moves it; timers run on, so that the app still works and ends.</summary>
internal sealed class StandingClock : TimeProvider
{
    private DateTimeOffset now = System.GetUtcNow();

    public void Advance(TimeSpan by) => now += by;

    public override DateTimeOffset GetUtcNow() => now;
}
