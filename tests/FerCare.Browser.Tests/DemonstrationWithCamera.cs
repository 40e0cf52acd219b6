namespace FerCare.Browser.Tests;

/// <summary>A running demonstration clinic with a short baseline, and a browser whose camera shows a scripted patient.</summary>
public sealed class DemonstrationWithCamera(SeededDemonstration seeded) : IAsyncLifetime
{
    private RunningClinic? clinic;
    private CameraBrowser? camera;

    internal Uri Address => clinic!.Address;

    internal string Database => clinic!.Database;

    /// <summary>The end of what the server has printed, for a message about what went wrong.</summary>
    internal string LastSaid => string.Join('\n', clinic!.Output.Split('\n').TakeLast(80));

    public async ValueTask InitializeAsync()
    {
        var starting = RunningClinic.StartAsync(seeded.Copy(), ("Capture__BaselineSeconds", "5"));
        try
        {
            camera = await CameraBrowser.LaunchAsync(seeded.Camera);
        }
        finally
        {
            clinic = await starting;
        }
    }

    /// <param name="named">At the host's name instead of its address, as passkeys want it.</param>
    internal Task<Clinician> ClinicianAsync(bool named = false) => Clinician.EnterAsync(camera!.Browser, clinic!, "clinician.north", seeded.PasswordOf("clinician.north"), named);

    /// <summary>A clinician of the other care team.</summary>
    internal Task<Clinician> ColleagueAsync() => Clinician.EnterAsync(camera!.Browser, clinic!, "clinician.south", seeded.PasswordOf("clinician.south"));

    internal Task<Clinician> AdministratorAsync() => Clinician.EnterAsync(camera!.Browser, clinic!, "admin", seeded.PasswordOf("admin"));

    internal Task<Patient> PatientAsync(string link) => Patient.OpenAsync(camera!.Browser, link);

    public async ValueTask DisposeAsync()
    {
        if (camera is not null) await camera.DisposeAsync();
        if (clinic is not null) await clinic.DisposeAsync();
    }
}
