using FerCare.Clinic;
using FerCare.Clinic.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace FerCare.Migrations;

/// <summary>
/// Gives <c>dotnet ef</c> a context. A migration is added with
/// <c>dotnet ef migrations add NAME --project migrations --output-dir Clinic</c>; the sample series and their roll-ups are not
/// in the model and are changed by SQL in the migration.
/// </summary>
public sealed class ClinicDesign : IDesignTimeDbContextFactory<ClinicContext>
{
    public ClinicContext CreateDbContext(string[] args)
    {
        var options = new DbContextOptionsBuilder<ClinicContext>();
        ClinicStorage.Configure(options, "Data Source=design.db");
        return new ClinicContext(options.Options);
    }
}
