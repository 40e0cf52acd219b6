using FerCare.Clinic.Storage;

namespace FerCare.Web.Shell;

/// <summary>What the command line says about serving.</summary>
/// <param name="Urls">Addresses to listen on, separated by semicolons.</param>
/// <param name="DataFolder">Absolute folder of the database and the keys; made where it is missing.</param>
/// <param name="Demo">Seed a demonstration clinic into an empty database.</param>
public sealed record ServeSettings(string Urls, string DataFolder, bool Demo = false)
{
    /// <summary>Where <c>fercare</c> listens unless told otherwise: this machine only.</summary>
    public const string DefaultUrls = "http://127.0.0.1:5080";

    /// <summary>The SQLite file.</summary>
    public string DatabasePath => Path.Combine(DataFolder, "fercare.db");

    /// <summary>Where the emotion network compiled for this machine is kept.</summary>
    public string CompiledFolder => Path.Combine(DataFolder, "compiled");

    /// <summary><c>data</c>, or <c>data-demo</c> for the demonstration clinic, in the repository the program was built in, else in the current folder.</summary>
    public static string DefaultDataFolder(bool demo)
    {
        var name = demo ? "data-demo" : "data";
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "FerCare.sln"))) return Path.Combine(folder.FullName, name);
        }

        return Path.GetFullPath(name);
    }

    /// <summary>A folder in the data folder that only the account running the program can enter.</summary>
    public DirectoryInfo PrivateFolder(string name)
    {
        var path = Path.Combine(DataFolder, name);
        return OperatingSystem.IsWindows() ? Directory.CreateDirectory(path)
            : Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    /// <summary>A builder whose assets and settings come from beside the program, whatever the current folder is.</summary>
    /// <exception cref="IOException">The data folder cannot be written.</exception>
    /// <exception cref="InvalidDataException">Plain HTTP would be open to other machines, or an address is none.</exception>
    public WebApplicationBuilder CreateBuilder()
    {
        new ClinicDatabase(DatabasePath).RequireWritable();
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            ApplicationName = typeof(ServeSettings).Assembly.GetName().Name,
            ContentRootPath = AppContext.BaseDirectory,
        });
        var addresses = Urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        ListenAddresses.Require(addresses, builder.Configuration);
        builder.WebHost.UseUrls(addresses);
        builder.WebHost.UseStaticWebAssets();
        // One line a request is noise to whoever runs this; warnings are not. Logs carry no names and no health data.
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning).AddFilter("Microsoft.EntityFrameworkCore", LogLevel.Warning)
            // It warns that keys lie unencrypted; they lie in a folder only this account can enter.
            .AddFilter("Microsoft.AspNetCore.DataProtection.KeyManagement.XmlKeyManager", LogLevel.Error);
        // Under systemd the program says when it is ready and when it stops; elsewhere this does nothing.
        builder.Services.AddSystemd();
        builder.Services.AddSingleton(this);
        builder.Services.AddSingleton(TimeProvider.System);
        return builder;
    }
}
