using Microsoft.Data.Sqlite;

namespace FerCare.Web.Tests.Faults;

/// <summary>A disk on which there is no room to rewrite the database after an erasure, as a limit of the operating system on the size of files.</summary>
public sealed class NoRoomToCleanTests : IDisposable
{
    private const int Padding = 4_000_000, Limit = 2_000_000; // bytes
    private readonly string folder = Directory.CreateTempSubdirectory("fercare-room-").FullName;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_disk_without_room_to_clean_it_of_what_was_erased_stops_no_start_and_is_cleaned_when_there_is_room()
    {
        if (!OperatingSystem.IsLinux()) Assert.Skip("Limits of this kind are Linux's.");
        string[] migrate = ["migrate", "--data", folder];
        (await StartedProgram.RunAsync(migrate)).Code.ShouldBe(0);
        Enlarge(Path.Combine(folder, "fercare.db"));
        var owed = Path.Combine(folder, "keys", "scrub.owed");
        await File.WriteAllTextAsync(owed, "", Cancel);

        // A write beyond the limit also sends a signal, which a full disk does not: it is ignored, and the write fails.
        var without = await StartedProgram.RunAsync(migrate, "sh", "-c", "trap '' XFSZ; exec \"$@\"", "sh", "prlimit", $"--fsize={Limit}");

        without.Code.ShouldBe(0, without.Wrong);
        File.Exists(owed).ShouldBeTrue("it could not be done");
        (await StartedProgram.RunAsync(migrate)).Code.ShouldBe(0);
        File.Exists(owed).ShouldBeFalse();
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static void Enlarge(string database)
    {
        using var connection = new SqliteConnection($"Data Source={database};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = $"CREATE TABLE padding AS SELECT zeroblob({Padding}) AS bytes;";
        command.ExecuteNonQuery();
    }
}
