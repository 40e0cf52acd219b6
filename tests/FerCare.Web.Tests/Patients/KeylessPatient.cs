using FerCare.Clinic.Access;
using FerCare.Clinic.Patients;
using FerCare.Clinic.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace FerCare.Web.Tests.Patients;

/// <summary>
/// A patient of a running app whose key is missing, as after a restore with older keys. They are admitted beside the app, because the app
/// keeps in memory what it has used.
/// </summary>
/// <param name="KeyFile">Where the key belongs.</param>
internal sealed record KeylessPatient(Guid Id, string RecordNumber, string KeyFile, byte[] Key)
{
    /// <param name="before">What is written about the patient while the key is there.</param>
    public static async Task<KeylessPatient> AdmitAsync(RunningApp app, CareScope scope, Func<IServiceProvider, string, Task>? before = null)
    {
        var database = app.Services.GetRequiredService<ClinicDatabase>();
        await using var beside = new ServiceCollection().AddClinic(database.Path).BuildServiceProvider();
        var register = beside.GetRequiredService<PatientRegister>();
        var number = $"T-{Guid.NewGuid():N}"[..12];
        var id = await register.CreateAsync(scope, new NewPatient((await register.TeamsAsync(scope)).Single().Id, "Sample patient K", number, 1980));
        if (before is not null) await before(beside, number);
        var file = Path.Combine(database.KeyFolder, "patients", $"{id:N}.key");
        var key = await File.ReadAllBytesAsync(file);
        File.Delete(file);
        return new KeylessPatient(id, number, file, key);
    }

    public Task PutKeyBackAsync() => File.WriteAllBytesAsync(KeyFile, Key);
}
