using FerCare.Affect;
using FerCare.Affect.Indicators;
using FerCare.Affect.Signals;
using FerCare.Affect.Timeline;
using FerCare.Clinic.Access;
using FerCare.Clinic.Audit;
using FerCare.Clinic.Joining;
using FerCare.Clinic.Sessions;
using FerCare.Clinic.Storage;
using FerCare.Samples;
using FerCare.Vision.Decoding;
using FerCare.Web.Imports;
using FerCare.Web.Shell;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace FerCare.Web.Tests.Imports;

/// <summary>Three seconds neutral and three happy, filmed once for all tests of this class, which only read it.</summary>
public sealed class MadeFilm : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("fercare-film-");

    public MadeFilm() => Write(File);

    public string File => Path.Combine(folder.FullName, "film.mp4");

    internal static void Write(string path, int framesPerSecond = ScriptedPatient.FramesPerSecond)
    {
        using var patient = new ScriptedPatient((Emotion.Neutral, 3), (Emotion.Happy, 3));
        SampleFilm.Write(patient, path, framesPerSecond);
    }

    public void Dispose() => folder.Delete(recursive: true);
}

public sealed class RecordingImportTests(MadeFilm film) : IClassFixture<MadeFilm>, IDisposable
{
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();
    private readonly string folder = Directory.CreateTempSubdirectory("fercare-import-").FullName;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_film_becomes_a_session_of_the_patient_with_consent_and_leaves_no_picture()
    {
        await using var app = await RunningApp.StartAsync(readsFaces: true);
        var north = await app.HireAsync("north", "Team North");
        var patient = await app.AdmitAsync(north);
        var about = new RecordingAbout(patient, SessionContext.Conversation, Now.AddDays(-3), Now.AddDays(-4), Now) { Baseline = TimeSpan.FromSeconds(2) };

        var session = await ImportAsync(app, north, about, film.File);

        var row = (await app.Services.GetRequiredService<SessionSchedule>().FindAsync(north, session, Cancel))!;
        (row.PatientId, row.State, row.StartedAt).ShouldBe((patient, SessionState.Ended, about.RecordedAt));
        row.ImportedAt.ShouldNotBeNull();
        (row.EndedAt!.Value - row.StartedAt!.Value).TotalSeconds.ShouldBe(6, 0.3);
        var consent = (await app.Services.GetRequiredService<SessionSchedule>().ConsentsAsync(north, session, Cancel)).ShouldHaveSingleItem();
        (consent.TextVersion, consent.GivenAt).ShouldBe((ConsentText.Recording.Version, about.ConsentGivenAt));
        ConsentText.Find(consent.TextVersion).ShouldBe(ConsentText.Recording);
        var series = (await app.Services.GetRequiredService<SessionArchive>().SeriesAsync(north, session, Cancel))!;
        series.Frames.Count.ShouldBeInRange(145, 152);
        series.Frames.Count(f => f.Quality.IsValid()).ShouldBeGreaterThan(130);
        series.Emotions.Count.ShouldBeInRange(45, 52);
        TopBetween(series, 500, 1500).ShouldBe(Emotion.Neutral);
        TopBetween(series, 3500, 4800).ShouldBe(Emotion.Happy);
        (await app.Services.GetRequiredService<AuditTrail>().SearchAsync(new AuditQuery(Action: AuditAction.ImportRecording), Cancel)).Lines.ShouldHaveSingleItem();
        Recordings(app).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_film_of_10_pictures_a_second_is_stored_as_such_and_its_blinks_are_withheld()
    {
        await using var app = await RunningApp.StartAsync(readsFaces: true);
        var north = await app.HireAsync("north", "Team North");
        var about = new RecordingAbout(await app.AdmitAsync(north), SessionContext.Conversation, Now.AddDays(-3), Now.AddDays(-4), Now);

        var session = await ImportAsync(app, north, about, SlowFilm());

        var series = (await app.Services.GetRequiredService<SessionArchive>().SeriesAsync(north, session, Cancel))!;
        series.Frames.Select(f => f.TimeMs).ShouldBe(Enumerable.Range(0, 60).Select(i => i * 100L));
        series.DurationMs.ShouldBeInRange(5990, 6010);
        var signals = SessionSignals.Of(series, IndicatorOptions.Default.Signals);
        foreach (var kind in new[] { SignalKind.BlinkRate, SignalKind.BlinkDuration, SignalKind.EyelidClosure })
            signals[kind].WithheldBecause.ShouldNotBeNull().ShouldContain("10 frames per second");
    }

    [Fact]
    public async Task An_upload_lies_encrypted_while_it_is_there_and_what_a_crash_left_is_deleted_at_the_next_start()
    {
        await using var app = await RunningApp.StartAsync();
        var vault = app.Services.GetRequiredService<RecordingVault>();
        var bytes = File.ReadAllBytes(film.File);

        using (await vault.TakeAsync(new MemoryStream(bytes), new Progress<long>(), Cancel))
        {
            var stored = File.ReadAllBytes(Recordings(app).ShouldHaveSingleItem());
            stored.Length.ShouldBeInRange(bytes.Length, bytes.Length + 16);
            stored.AsSpan().IndexOf(bytes.AsSpan(0, 16)).ShouldBe(-1);
            stored.AsSpan().IndexOf(bytes.AsSpan(bytes.Length / 2, 64)).ShouldBe(-1);
            if (!OperatingSystem.IsWindows()) File.GetUnixFileMode(Recordings(app)[0]).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        Recordings(app).ShouldBeEmpty();
        var left = Path.Combine(app.DataFolder, "recordings", "left.sealed");
        File.WriteAllText(left, "what a crash left");
        new RecordingVault(new ServeSettings("http://127.0.0.1:0", app.DataFolder), new ImportOptions()).Clear();
        File.Exists(left).ShouldBeFalse();
    }

    [Fact]
    public async Task What_is_refused_or_given_up_leaves_neither_file_nor_session()
    {
        await using var app = await RunningApp.StartAsync(builder => builder.Services.AddSingleton(new ImportOptions { MostBytes = 200_000, LongestMinutes = 0.05 }), readsFaces: true);
        var north = await app.HireAsync("north", "Team North");
        var south = await app.HireAsync("south", "Team South");
        var patient = await app.AdmitAsync(north);
        var about = new RecordingAbout(patient, SessionContext.Rest, Now.AddDays(-3), Now.AddDays(-4), Now);
        var vault = app.Services.GetRequiredService<RecordingVault>();

        await Should.ThrowAsync<RecordingRefusedException>(() => vault.TakeAsync(new MemoryStream("no film at all, but a text"u8.ToArray()), new Progress<long>(), Cancel));
        await Should.ThrowAsync<RecordingRefusedException>(() => vault.TakeAsync(new MemoryStream([.. File.ReadAllBytes(film.File)[..64], .. new byte[300_000]]), new Progress<long>(), Cancel));
        // Longer than the three seconds allowed here.
        await Should.ThrowAsync<RecordingRefusedException>(() => ImportAsync(app, north, about, film.File));
        await Should.ThrowAsync<FilmRefusedException>(() => ImportAsync(app, north, about, Broken()));
        await Should.ThrowAsync<OutsideCareTeamException>(() => ImportAsync(app, south, about, film.File));
        await Should.ThrowAsync<OperationCanceledException>(() => ImportAsync(app, north, about, film.File, stopAtOnce: true));

        (await app.Services.GetRequiredService<SessionSchedule>().ForPatientAsync(north, patient, Cancel)).ShouldBeEmpty();
        Recordings(app).ShouldBeEmpty();
    }

    [Fact]
    public void A_recording_from_the_future_or_before_consent_is_given_is_refused()
    {
        Should.Throw<ArgumentException>(() => new RecordingAbout(Guid.NewGuid(), SessionContext.Rest, Now.AddHours(1), Now, Now)).Message.ShouldContain("Recorded: expected a time that is past");
        Should.Throw<ArgumentException>(() => new RecordingAbout(Guid.NewGuid(), SessionContext.Rest, Now, Now.AddHours(1), Now)).Message.ShouldContain("Consent: expected a time that is past");
        Should.Throw<ArgumentException>(() => new RecordingAbout(Guid.Empty, SessionContext.Rest, Now, Now, Now));
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static async Task<Guid> ImportAsync(RunningApp app, CareScope scope, RecordingAbout about, string film, bool stopAtOnce = false)
    {
        await using var upload = File.OpenRead(film);
        using var recording = await app.Services.GetRequiredService<RecordingVault>().TakeAsync(upload, new Progress<long>(), Cancel);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var read = new StopAtOnce(stopAtOnce ? stop : null);
        return await app.Services.GetRequiredService<RecordingImport>().ImportAsync(scope, about, recording, read, stop.Token);
    }

    private static string[] Recordings(RunningApp app) => Directory.GetFiles(Path.Combine(app.DataFolder, "recordings"));

    private static Emotion TopBetween(SessionSeries series, long fromMs, long toMs) => series.Emotions
        .Where(e => e.TimeMs >= fromMs && e.TimeMs < toMs && e.Emotions is not null).GroupBy(e => e.Emotions!.Top).OrderByDescending(g => g.Count()).First().Key;

    private string SlowFilm()
    {
        var path = Path.Combine(folder, "slow.mp4");
        MadeFilm.Write(path, framesPerSecond: 10);
        return path;
    }

    private string Broken()
    {
        var path = Path.Combine(folder, "broken.mp4");
        File.WriteAllBytes(path, File.ReadAllBytes(film.File)[..3000]);
        return path;
    }

    private sealed class StopAtOnce(CancellationTokenSource? stop) : IProgress<TimeSpan>
    {
        public void Report(TimeSpan value) => stop?.Cancel();
    }
}
