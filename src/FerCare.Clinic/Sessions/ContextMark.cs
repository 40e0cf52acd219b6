using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace FerCare.Clinic.Sessions;

/// <summary>From this moment of the session on the patient did something else: rested, talked or read.</summary>
public sealed class ContextMark
{
    private ContextMark()
    {
    }

    internal ContextMark(long sessionId, long timeMs, SessionContext context, Guid byId, DateTimeOffset at)
    {
        if (timeMs < 0) throw new ArgumentOutOfRangeException(nameof(timeMs), timeMs, "Time in session: expected 0 ms or later.");
        if (!Enum.IsDefined(context)) throw new ArgumentOutOfRangeException(nameof(context), context, "Session context: expected rest, conversation or reading.");
        SessionId = sessionId;
        TimeMs = timeMs;
        Context = context;
        ById = byId;
        At = at;
    }

    public long Id { get; private set; }
    public long SessionId { get; private set; }
    public long TimeMs { get; private set; }
    public SessionContext Context { get; internal set; }
    public Guid ById { get; private set; }
    public DateTimeOffset At { get; private set; }
}

internal sealed class ContextMarkConfiguration : IEntityTypeConfiguration<ContextMark>
{
    public void Configure(EntityTypeBuilder<ContextMark> mark)
    {
        mark.ToTable("context_marks");
        mark.HasIndex(m => new { m.SessionId, m.TimeMs }).IsUnique();
        mark.HasOne<MonitoringSession>().WithMany().HasForeignKey(m => m.SessionId).OnDelete(DeleteBehavior.Cascade);
    }
}
