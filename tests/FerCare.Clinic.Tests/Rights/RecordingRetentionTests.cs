using FerCare.Clinic.Rights;
using FerCare.Clinic.Sessions;

namespace FerCare.Clinic.Tests.Rights;

public sealed class RecordingRetentionTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(3)]
    [InlineData(11)]
    public async Task A_recording_is_kept_for_its_period_from_its_import_on_however_old_it_is(int years)
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var planned = await clinic.PlannedAsync();
        var now = clinic.Clock.GetUtcNow();
        var read = new ReadRecording([.. Enumerable.Range(0, 500).Select(i => ClinicOnDisk.Frame(i * 40))], [.. Enumerable.Range(0, 125).Select(i => ClinicOnDisk.Emotion(i * 160))], 20_000, 0, "test network");
        await clinic.Get<RecordedSessions>().StoreAsync(planned.Scope, new RecordingAbout(planned.PatientId, SessionContext.Conversation, now.AddYears(-years), now.AddYears(-years), now), read, Cancel);
        var drawn = await clinic.CountAsync("emotion_rollups");
        drawn.ShouldBeGreaterThan(0);

        (await clinic.Get<Retention>().EnforceAsync(Cancel)).IsNothing.ShouldBeTrue("it came into the clinic today");

        (await clinic.CountAsync("frame_samples"), await clinic.CountAsync("emotion_samples"), await clinic.CountAsync("emotion_rollups")).ShouldBe((500, 125, drawn));
        clinic.Clock.Advance(TimeSpan.FromDays(731));
        (await clinic.Get<Retention>().EnforceAsync(Cancel)).ShouldBe(new RetentionRound(1, 0, 0, 0, 0));
        (await clinic.CountAsync("frame_samples")).ShouldBe(0);
        clinic.Clock.Advance(TimeSpan.FromDays(3653 - 731));
        (await clinic.Get<Retention>().EnforceAsync(Cancel)).ShouldBe(new RetentionRound(0, 1, 0, 0, 0));
    }
}
