using FerCare.Clinic.Access;
using FerCare.Clinic.Audit;
using FerCare.Clinic.Rights;
using FerCare.Clinic.Sealing;
using FerCare.Clinic.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace FerCare.Clinic.Tests.Rights;

/// <summary>This program started a second time, with <see cref="Database"/> set: it runs no tests but erases a patient, in so many small slices that there is time to kill it.</summary>
internal static class ErasureToBeKilled
{
    public const string Database = "FERCARE_TEST_ERASE_IN";
    public const string Patient = "FERCARE_TEST_PATIENT";

    /// <summary>Whether this process was started to erase.</summary>
    public static bool IsMeant => Environment.GetEnvironmentVariable(Database) is { Length: > 0 };

    public static async Task EraseAsync()
    {
        await using var services = new ServiceCollection().AddClinic(Environment.GetEnvironmentVariable(Database)!).BuildServiceProvider();
        await InSlicesOf(2, services).EraseAsync(MachineOperator.Current(), Guid.Parse(Environment.GetEnvironmentVariable(Patient)!));
    }

    /// <summary>The erasure of a clinic, in slices of so many rows.</summary>
    public static PatientErasure InSlicesOf(int rows, IServiceProvider services) => new(
        services.GetRequiredService<IDbContextFactory<ClinicContext>>(), services.GetRequiredService<AuditTrail>(), services.GetRequiredService<PatientKeys>(),
        services.GetRequiredService<PatientSeals>(), services.GetRequiredService<ErasedPatients>(),
        new PatientRemains(services.GetRequiredService<ClinicDatabase>(), services.GetRequiredService<TimeProvider>(), NullLogger<PatientRemains>.Instance) { SliceRows = rows },
        services.GetRequiredService<DiskScrub>(), NullLogger<PatientErasure>.Instance);
}
