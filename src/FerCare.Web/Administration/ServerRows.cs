using FerCare.Web.Shell;
using Microsoft.Extensions.Localization;

namespace FerCare.Web.Administration;

/// <summary>One figure of the server in words.</summary>
/// <param name="Name">Lower-case word by which tests know it.</param>
/// <param name="Concern">It is not as it should be, and <paramref name="Advice"/> says what to do.</param>
public sealed record ServerRow(string Name, string Title, string Value, string Meaning, string Advice, bool Concern);

/// <summary>What the figures of the server mean and what to do about them.</summary>
public static class ServerRows
{
    /// <summary>A result older than this is felt by whoever watches a session live, milliseconds.</summary>
    private const double OldMs = 300;

    private const double ToleratedShed = 0.01, Mega = 1e6;
    private const string None = "–";

    public static IReadOnlyList<ServerRow> Of(ServerLook look, FramesPerSecond? frames, HealthOptions health, IStringLocalizer words) =>
    [
        new("sessions", words["Sessions with a place"], look.Places > 0 ? words["{0} of {1}", look.Sessions, look.Places] : look.Sessions.ToString(),
            words["A session keeps its place until it is over, also while it is paused or its connection is lost."],
            words["Patients wait: end sessions that are over. For more places measure what this computer bears (./bench capture --find-capacity) and set Monitoring:MostSessions."],
            look.WaitingForPlace > 0),
        new("waiting", words["Patients waiting for a place"], look.WaitingForPlace.ToString(),
            words["Their pages ask again by themselves; their clinicians see it on the live page."],
            words["See the line above."], look.WaitingForPlace > 0),
        new("frames", words["Pictures per second"], frames is null ? None : words["{0:0} arrive, {1:0} are read", frames.Arrived, frames.Read],
            words["From all browsers together."], words["Far fewer are read than arrive: see the lines below."], frames is not null && frames.Read < frames.Arrived * 0.8 && frames.Arrived > 1),
        new("shed", words["Pictures thrown away"], frames is null ? None : words["{0:0.0} per second", frames.Shed],
            words["A newer picture of the same session came before it could be read. A few cost nothing."],
            words["More than one in a hundred: blinks are missed. End other programs on this computer, or lower Monitoring:MostSessions."], frames is not null && frames.Shed > frames.Arrived * ToleratedShed),
        new("refused", words["Pictures refused"], frames is null ? None : words["{0:0.0} per second", frames.Refused],
            words["They were no pictures within the limits, or too many for a camera."],
            words["A browser sends what no camera gives. If it lasts, look which session has refused pictures on its review page."], frames is not null && frames.Refused > 1),
        new("rate", words["Pictures asked of each browser"], words["{0} of {1} per second", look.RateAsked, look.FullRate],
            words["Fewer are asked for when pictures begin to wait. Blinks need 20 per second or more."],
            words["If it stays low, there are more sessions than this computer can read well: lower Monitoring:MostSessions."], look.RateAsked < look.FullRate),
        new("age", words["Camera to reading"], look.Age is { } age ? words["{0:0} ms, 99 of 100 under {1:0} ms", age.Median.TotalMilliseconds, age.P99.TotalMilliseconds] : None,
            words["How old the live figures are."], words["Over 300 ms: the computer or the network is slow for this number of sessions."], look.Age is { } old && old.P99.TotalMilliseconds > OldMs),
        new("stages", words["Of that: waiting, reading"], look.Waiting is { } wait && look.Reading is { } took ? words["99 of 100 wait under {0:0} ms, {1:0.0} ms to read", wait.TotalMilliseconds, took.TotalMilliseconds] : None,
            words["Waiting tells that the readers are busy; reading tells how fast this computer is."], words["Nothing by itself."], false),
        new("writer", words["Waiting to be stored"], words["{0:0.0} s", look.WriterLag.TotalSeconds],
            words["Age of the oldest sample that is not yet in the database; under a second while the disk is well."],
            words["The disk is slow, full or failing. Nothing counts as stored until it is; after some seconds samples are lost."], look.WriterLag.TotalSeconds > health.MostWriterLagSeconds || look.LostSamples > 0),
        new("lost", words["Samples lost"], look.LostSamples.ToString("N0"),
            words["Since the start: the database took too long and there was no more room to wait."],
            words["The sessions of that time have holes. See to the disk."], look.LostSamples > 0),
        new("keys", words["Patients whose key is missing"], look.WithoutKey?.ToString("N0") ?? None,
            words["Their names and notes cannot be read, after the next start at the latest, and none can be written."],
            look.WithoutKey is null ? words["They could not be counted; the log says why."]
                : words["Put the key of each back from the backup of the keys, as docs/deployment.md tells under “A patient's key is missing”; the log of the last start names them. Do not write over that backup before."],
            look.WithoutKey is not 0),
        new("pages", words["Open pages of staff"], look.OpenPages.ToString(), words["Each holds a connection and some memory."], words["Nothing by itself."], false),
        new("memory", words["Memory"], words["{0:N0} MB", look.Memory / Mega], words["It rises with the number of sessions and falls after them."],
            words["If it rises for days without more sessions, start FerCare again at night and report it."], false),
        new("disk", words["Free disk"], words["{0:N0} MB", look.FreeMegabytes], words["Where the data lies."],
            words["Make room: without it sessions cannot be stored."], look.FreeMegabytes < health.LeastFreeMegabytes),
        new("up", words["Running for"], words["{0} d {1} h {2} min", look.Up.Days, look.Up.Hours, look.Up.Minutes], words["Since FerCare was started."], words["Nothing by itself."], false),
    ];
}
