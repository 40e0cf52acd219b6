namespace FerCare.Browser.Tests;

/// <summary>A running demonstration clinic with a short baseline, and a browser whose camera shows a scripted patient.</summary>
public sealed class DemonstrationWithCamera : IAsyncLifetime
{
    private RunningClinic? clinic;
    private CameraBrowser? camera;

    internal Uri Address => clinic!.Address;

    public async ValueTask InitializeAsync()
    {
        clinic = await RunningClinic.StartAsync(("Capture__BaselineSeconds", "5"));
        camera = await CameraBrowser.LaunchAsync();
    }

    internal Task<Clinician> ClinicianAsync() => Clinician.EnterAsync(camera!.Browser, clinic!, "clinician.north");

    internal Task<Clinician> AdministratorAsync() => Clinician.EnterAsync(camera!.Browser, clinic!, "admin");

    internal Task<Patient> PatientAsync(string link) => Patient.OpenAsync(camera!.Browser, link);

    public async ValueTask DisposeAsync()
    {
        if (camera is not null) await camera.DisposeAsync();
        if (clinic is not null) await clinic.DisposeAsync();
    }
}
