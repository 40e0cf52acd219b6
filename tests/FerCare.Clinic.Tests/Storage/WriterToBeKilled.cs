using FerCare.Clinic.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace FerCare.Clinic.Tests.Storage;

/// <summary>
/// This program started a second time, with <see cref="Database"/> set: it runs no tests but writes samples as fast as the journal
/// takes them, and a line for each acknowledgement, until it is killed.
/// </summary>
internal static class WriterToBeKilled
{
    public const string Database = "FERCARE_TEST_WRITE_TO";
    public const string Session = "FERCARE_TEST_SESSION";

    /// <summary>Milliseconds it rests after each acknowledgement, so that another process gets its turn to write; without it none.</summary>
    public const string Rest = "FERCARE_TEST_REST";

    /// <summary>Whether this process was started to write.</summary>
    public static bool IsMeant => Environment.GetEnvironmentVariable(Database) is { Length: > 0 };

    public static Task WriteForEverAsync() => WriteAsync(Environment.GetEnvironmentVariable(Database)!, long.Parse(Environment.GetEnvironmentVariable(Session)!));

    private static async Task WriteAsync(string path, long sessionId)
    {
        await using var services = new ServiceCollection().AddClinic(path).BuildServiceProvider();
        var journal = services.GetRequiredService<SessionJournal>();
        var rest = int.TryParse(Environment.GetEnvironmentVariable(Rest), out var ms) ? ms : 0;
        journal.Acknowledged += a =>
        {
            Console.WriteLine($"{a.Frames + a.Emotions} {a.UpToTimeMs}");
            Console.Out.Flush();
            if (rest > 0) Thread.Sleep(rest);
        };
        await journal.StartAsync(CancellationToken.None);
        _ = TellFailuresAsync(journal);
        for (long at = 0; ; at += 40)
        {
            await journal.AppendAsync(sessionId, ClinicOnDisk.Frame(at));
            if (at % 160 == 0) await journal.AppendAsync(sessionId, ClinicOnDisk.Emotion(at));
        }
    }

    /// <summary>A line for each time the journal begins to fail.</summary>
    private static async Task TellFailuresAsync(SessionJournal journal)
    {
        for (string? told = null; ; await Task.Delay(20))
        {
            var failure = journal.Health.Failure;
            if (failure is not null && told is null) Console.WriteLine($"failed {failure}");
            told = failure;
        }
    }
}
