namespace FerCare.Clinic.Backups;

/// <summary>A backup cannot be made or put back as asked; nothing was written.</summary>
public sealed class BackupRefusedException(string message) : Exception(message);
