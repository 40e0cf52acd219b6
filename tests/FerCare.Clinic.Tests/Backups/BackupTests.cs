using System.Globalization;
using FerCare.Clinic.Backups;
using FerCare.Clinic.Rights;
using FerCare.Clinic.Storage;
using FerCare.Clinic.Tests.Rights;
using Microsoft.Data.Sqlite;

namespace FerCare.Clinic.Tests.Backups;

public sealed class BackupTests : IDisposable
{
    private const string Key = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
    private readonly string folder = Directory.CreateTempSubdirectory("fercare-backup-").FullName;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Backup => Path.Combine(folder, "clinic.fercare");

    private string Elsewhere => Path.Combine(folder, "elsewhere");

    [Fact]
    public async Task A_backup_made_under_a_running_writer_is_put_back_elsewhere_row_by_row()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var canary = await CanaryPatient.AdmitAsync(clinic);
        var live = await clinic.LiveAsync(recordNumber: "N-2");
        Directory.CreateDirectory(Path.Combine(clinic.Folder, "instruments"));
        await File.WriteAllTextAsync(Path.Combine(clinic.Folder, "instruments", "own.json"), "{}", Cancel);
        foreach (var passing in (string[])["recordings", "exports"])
        {
            Directory.CreateDirectory(Path.Combine(clinic.Folder, passing));
            await File.WriteAllTextAsync(Path.Combine(clinic.Folder, passing, "growing"), "sealed", Cancel);
        }

        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var writing = Task.Run(async () =>
        {
            for (var ms = 0L; !enough.IsCancellationRequested; ms += 40)
            {
                await clinic.Journal.AppendAsync(live.Id, ClinicOnDisk.Frame(ms), Cancel);
                await clinic.Journal.AppendAsync(live.Id, ClinicOnDisk.Emotion(ms), Cancel);
            }
        }, Cancel);
        while (clinic.Journal.Health.Acknowledged < 20_000) await Task.Delay(10, Cancel);
        long acknowledged = 0, meanwhile = 0;
        // The writer commits in batches; a backup between two of them would prove nothing, so another one is made.
        for (var backups = 0; meanwhile == acknowledged && backups < 20; backups++)
        {
            File.Delete(Backup);
            acknowledged = await clinic.CountAsync("frame_samples");
            await clinic.Get<BackupWriter>().WriteDataAsync(Backup, KeyOf(Key), Cancel);
            meanwhile = await clinic.CountAsync("frame_samples");
        }

        await enough.CancelAsync();
        await writing;
        await clinic.Journal.FlushAsync(Cancel);
        meanwhile.ShouldBeGreaterThan(acknowledged, "the writer must have gone on during the backup");
        (await BackupRestore.RestoreAsync(Backup, Elsewhere, KeyOf(Key), Cancel)).Kind.ShouldBe(BackupKind.Data);
        var restored = Rows(Path.Combine(Elsewhere, "clinic.db"));
        var source = Rows(clinic.Database.Path);
        restored.Keys.ShouldBe(source.Keys);
        foreach (var (table, rows) in restored)
        {
            rows.ShouldBeSubsetOf(source[table], table);
            if (table is not ("frame_samples" or "emotion_samples" or "sqlite_sequence")) rows.Count.ShouldBe(source[table].Count, table);
        }

        restored["frame_samples"].Count.ShouldBeInRange((int)acknowledged, (int)meanwhile);
        File.ReadAllText(Path.Combine(Elsewhere, "instruments", "own.json")).ShouldBe("{}");
        Directory.Exists(Path.Combine(Elsewhere, "keys")).ShouldBeFalse("keys go apart");
        Directory.GetDirectories(Elsewhere).Select(Path.GetFileName).ShouldBe(["instruments"], "films and archives that are there for minutes do not go along");
        DiskTraces.Of(folder, canary.Traces).Where(t => t.StartsWith("clinic.fercare", StringComparison.Ordinal)).ShouldBeEmpty("a backup is encrypted whole");
        Directory.GetFiles(clinic.Database.BackupFolder).ShouldBeEmpty("no copy is left behind");
    }

    [Fact]
    public async Task With_its_keys_the_clinic_opens_again_and_whoever_was_erased_since_does_not_come_back()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var canary = await CanaryPatient.AdmitAsync(clinic);
        var other = await clinic.LiveAsync(recordNumber: "N-2");
        await clinic.Get<BackupWriter>().WriteDataAsync(Backup, KeyOf("a passphrase of some length"), Cancel);
        await clinic.Get<PatientErasure>().EraseAsync(canary.First.Scope, canary.First.PatientId, CanaryPatient.Number, Cancel);
        var keys = Path.Combine(folder, "keys.fercare");
        await clinic.Get<BackupWriter>().WriteKeysAsync(keys, KeyOf(Key), Cancel);

        (await BackupRestore.RestoreAsync(keys, Elsewhere, KeyOf(Key), Cancel)).Kind.ShouldBe(BackupKind.Keys);
        await BackupRestore.RestoreAsync(Backup, Elsewhere, KeyOf("a passphrase of some length"), Cancel);
        if (!OperatingSystem.IsWindows()) File.GetUnixFileMode(Elsewhere).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        DiskTraces.Of(Elsewhere, canary.Traces.Take(7)).ShouldBeEmpty();
        await using var again = await ClinicOnDisk.OpenAsync(Elsewhere, start: false);

        (await again.Patients.ListAsync(other.Scope, Cancel)).Single().RecordNumber.ShouldBe("N-2");
        DiskTraces.Of(Elsewhere, canary.Traces).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_file_that_is_truncated_altered_or_opened_with_another_key_is_refused_and_nothing_written()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        await CanaryPatient.AdmitAsync(clinic);
        await clinic.Get<BackupWriter>().WriteDataAsync(Backup, KeyOf(Key), Cancel);
        var whole = await File.ReadAllBytesAsync(Backup, Cancel);
        var part = 64 * 1024 + 16;
        whole.Length.ShouldBeGreaterThan(46 + 3 * part);
        var random = new Random(7);
        var damaged = new List<(string What, byte[] Bytes)>
        {
            ("nothing", []), ("half a header", whole[..20]), ("only the header", whole[..46]), ("cut in a part", whole[..^1000]),
            ("cut between two parts", whole[..(46 + part)]), ("the last byte gone", whole[..^1]), ("a byte more", [.. whole, 0]),
            ("two parts exchanged", [.. whole[..46], .. whole[(46 + part)..(46 + 2 * part)], .. whole[46..(46 + part)], .. whole[(46 + 2 * part)..]]),
            ("a part left out", [.. whole[..46], .. whole[(46 + part)..]]),
        };
        // Each of the header's bytes that mean something, and bytes anywhere.
        foreach (var at in Enumerable.Range(0, 46).Concat(Enumerable.Range(0, 25).Select(_ => random.Next(46, whole.Length))))
        {
            var altered = whole.ToArray();
            altered[at] ^= 1;
            damaged.Add(($"byte {at} altered", altered));
        }

        foreach (var (what, bytes) in damaged)
        {
            await File.WriteAllBytesAsync(Path.Combine(folder, "damaged"), bytes, Cancel);
            (await Should.ThrowAsync<BackupRefusedException>(() => BackupRestore.RestoreAsync(Path.Combine(folder, "damaged"), Elsewhere, KeyOf(Key), Cancel), what)).Message.ShouldContain("Backup ");
            Directory.GetDirectories(folder).ShouldBeEmpty(what);
        }

        var wrong = await Should.ThrowAsync<BackupRefusedException>(() => BackupRestore.RestoreAsync(Backup, Elsewhere, KeyOf(Key[1..] + "0"), Cancel));
        wrong.Message.ShouldContain("not the one it was made with");
        await Should.ThrowAsync<BackupRefusedException>(() => BackupRestore.RestoreAsync(Backup, Elsewhere, KeyOf("a passphrase instead of a key"), Cancel));
        Directory.GetDirectories(folder).ShouldBeEmpty();
    }

    [Fact]
    public async Task Nothing_that_exists_is_overwritten()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        await clinic.PlannedAsync();
        await clinic.Get<BackupWriter>().WriteDataAsync(Backup, KeyOf(Key), Cancel);
        await Should.ThrowAsync<BackupRefusedException>(() => clinic.Get<BackupWriter>().WriteDataAsync(Backup, KeyOf(Key), Cancel));
        Directory.CreateDirectory(Elsewhere);
        await File.WriteAllTextAsync(Path.Combine(Elsewhere, "mine.txt"), "mine", Cancel);
        (await Should.ThrowAsync<BackupRefusedException>(() => BackupRestore.RestoreAsync(Backup, Elsewhere, KeyOf(Key), Cancel))).Message.ShouldContain("mine.txt");
        Directory.GetFileSystemEntries(Elsewhere).Length.ShouldBe(1);
        await Should.ThrowAsync<BackupRefusedException>(() => BackupRestore.RestoreAsync(Backup, clinic.Folder, KeyOf(Key), Cancel));
    }

    [Fact]
    public async Task No_backup_is_written_into_the_data_folder_where_it_would_take_in_itself()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var writer = clinic.Get<BackupWriter>();
        var link = Path.Combine(folder, "link");
        Directory.CreateSymbolicLink(link, clinic.Folder);
        foreach (var path in (string[])[Path.Combine(clinic.Folder, "b"), Path.Combine(clinic.Folder, "keys", "b"), Path.Combine(clinic.Folder, "new", "b"), Path.Combine(link, "b"), Path.Combine(link, "new", "b")])
        {
            (await Should.ThrowAsync<BackupRefusedException>(() => writer.WriteDataAsync(path, KeyOf(Key), Cancel), path)).Message.ShouldContain("outside of the data folder");
            (await Should.ThrowAsync<BackupRefusedException>(() => writer.WriteKeysAsync(path, KeyOf(Key), Cancel), path)).Message.ShouldContain("outside of the data folder");
        }

        Directory.EnumerateFiles(clinic.Folder, "b*", SearchOption.AllDirectories).ShouldBeEmpty();
        // Another folder whose name begins alike is another folder.
        var alike = $"{clinic.Folder}.fercare";
        try
        {
            (await writer.WriteDataAsync(alike, KeyOf(Key), Cancel)).ShouldBeGreaterThan(0);
        }
        finally
        {
            File.Delete(alike);
        }
    }

    [Fact]
    public async Task An_erasure_leaves_the_copy_that_a_backup_reads_and_destroys_what_a_killed_one_left()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var canary = await CanaryPatient.AdmitAsync(clinic);
        var left = Directory.CreateDirectory(Path.Combine(clinic.Database.BackupFolder, "online-left")).FullName;
        using (var copy = OnlineCopy.Begin(clinic.Database))
        {
            Directory.Exists(left).ShouldBeFalse("the next backup destroys it, too");
            await clinic.Get<ClinicBackup>().WriteAsync(copy.Database, Cancel);
            var read = await File.ReadAllBytesAsync(copy.Database, Cancel);
            Directory.CreateDirectory(left);
            File.Copy(copy.Database, Path.Combine(left, "copy.db"));

            (await clinic.Get<PatientErasure>().EraseAsync(canary.First.Scope, canary.First.PatientId, CanaryPatient.Number, Cancel)).ShouldBeTrue();

            (await File.ReadAllBytesAsync(copy.Database, Cancel)).AsSpan().SequenceEqual(read).ShouldBeTrue();
            Directory.Exists(left).ShouldBeFalse();
        }

        Directory.GetFileSystemEntries(clinic.Database.BackupFolder).ShouldBeEmpty();
        DiskTraces.Of(clinic.Folder, canary.Traces).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_copy_that_cannot_be_finished_leaves_nothing_behind()
    {
        var broken = Path.Combine(folder, "broken.db");
        await File.WriteAllTextAsync(broken, new string('x', 8192), Cancel);
        var copies = Path.Combine(folder, "copies");

        await Should.ThrowAsync<SqliteException>(() => new ClinicBackup(new ClinicDatabase(broken), TimeProvider.System).WriteAsync(Path.Combine(copies, "copy.db"), Cancel));

        Directory.GetFileSystemEntries(copies).ShouldBeEmpty();
    }

    [Fact]
    public async Task Half_a_copy_that_a_killed_start_left_is_gone_with_the_next_one()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        Directory.CreateDirectory(clinic.Database.BackupFolder);
        await File.WriteAllTextAsync(Path.Combine(clinic.Database.BackupFolder, "clinic-Some-20260101T000000000.db.unfinished"), "half a copy", Cancel);

        var copy = await clinic.Get<ClinicBackup>().BeforeMigrationAsync("20260101000000_Some", Cancel);

        Directory.GetFiles(clinic.Database.BackupFolder).ShouldBe([copy]);
    }

    [Fact]
    public async Task A_backup_is_put_back_into_a_folder_that_is_there_without_anything_beside_it()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        await clinic.PlannedAsync();
        await clinic.Get<BackupWriter>().WriteDataAsync(Backup, KeyOf(Key), Cancel);
        var keys = Path.Combine(folder, "keys.fercare");
        await clinic.Get<BackupWriter>().WriteKeysAsync(keys, KeyOf(Key), Cancel);
        // Nothing can lie beside it under its name and something more: names have 255 characters at most. Beside a volume that is mounted is another disk.
        var target = Directory.CreateDirectory(Path.Combine(folder, new string('v', 250))).FullName;

        await BackupRestore.RestoreAsync(Backup, target, KeyOf(Key), Cancel);
        await BackupRestore.RestoreAsync(keys, target, KeyOf(Key), Cancel);

        var found = Directory.GetFileSystemEntries(target).Select(Path.GetFileName).ToList();
        found.ShouldContain("clinic.db");
        found.ShouldContain("keys");
        found.ShouldNotContain(name => name!.StartsWith(".restoring-", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_restore_that_is_refused_leaves_the_folder_as_it_was_and_one_that_was_cut_off_is_named()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        await clinic.PlannedAsync();
        await clinic.Get<BackupWriter>().WriteDataAsync(Backup, KeyOf(Key), Cancel);
        var whole = await File.ReadAllBytesAsync(Backup, Cancel);
        var damaged = Path.Combine(folder, "damaged");
        await File.WriteAllBytesAsync(damaged, whole[..^1000], Cancel);
        Directory.CreateDirectory(Elsewhere);

        await Should.ThrowAsync<BackupRefusedException>(() => BackupRestore.RestoreAsync(damaged, Elsewhere, KeyOf(Key), Cancel));
        Directory.GetFileSystemEntries(Elsewhere).ShouldBeEmpty();

        // What lies in it may be the keys: it goes into no backup of data either.
        Directory.CreateDirectory(Path.Combine(Elsewhere, ".restoring-cut-off"));
        await File.WriteAllTextAsync(Path.Combine(Elsewhere, ".restoring-cut-off", "master.key"), "secret", Cancel);
        (await Should.ThrowAsync<BackupRefusedException>(() => BackupRestore.RestoreAsync(Backup, Elsewhere, KeyOf(Key), Cancel))).Message.ShouldContain(".restoring-cut-off");
        Directory.GetFileSystemEntries(Elsewhere).Length.ShouldBe(1);
        DataFolder.FilesBeside(new ClinicDatabase(Path.Combine(Elsewhere, "clinic.db"))).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("short")]
    [InlineData("")]
    [InlineData("a passphrase\nof two lines and more")]
    public void A_key_file_without_a_key_is_refused(string content) => Should.Throw<BackupRefusedException>(() => KeyOf(content));

    [Fact]
    public void A_body_of_any_length_is_read_back_as_it_was_written()
    {
        foreach (var length in (int[])[0, 1, 65_535, 65_536, 65_537, 131_072, 200_001])
        {
            var content = new byte[length];
            new Random(length).NextBytes(content);
            using var file = new MemoryStream();
            using (var body = new BackupBody(file, new byte[32])) body.Write(content);
            file.Position = 0;
            using var read = new MemoryStream();
            using (var opened = new OpenedBackup(file, new byte[32], "file")) opened.CopyTo(read);
            read.ToArray().ShouldBe(content);
        }
    }

    public void Dispose()
    {
        Directory.Delete(folder, true);
    }

    private BackupKey KeyOf(string content)
    {
        var path = Path.Combine(folder, "key");
        File.WriteAllText(path, content + "\n");
        return BackupKey.Read(path);
    }

    /// <summary>Every row of every table as one text.</summary>
    private static SortedDictionary<string, HashSet<string>> Rows(string path)
    {
        using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        var tables = new SortedDictionary<string, HashSet<string>>(StringComparer.Ordinal);
        foreach (var table in Read(connection, "SELECT name FROM sqlite_master WHERE type = 'table';")) tables[table] = [.. Read(connection, $"SELECT * FROM \"{table}\";")];
        return tables;
    }

    private static IEnumerable<string> Read(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        while (reader.Read())
            yield return string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(i => reader.GetValue(i) is byte[] bytes ? Convert.ToHexString(bytes) : Convert.ToString(reader.GetValue(i), CultureInfo.InvariantCulture)));
    }
}
