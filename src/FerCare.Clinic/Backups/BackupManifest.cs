namespace FerCare.Clinic.Backups;

/// <summary>What a backup holds.</summary>
public enum BackupKind
{
    /// <summary>The database and everything else in the data folder but the keys.</summary>
    Data,

    /// <summary>The keys folder. Keep one copy and write it anew after an erasure: an older one would make the erased readable again.</summary>
    Keys,
}

/// <summary>The first entry of a backup.</summary>
/// <param name="Database">Name of the database among the entries; null in a backup of keys.</param>
public sealed record BackupManifest(BackupKind Kind, DateTimeOffset At, string? Database)
{
    internal const string EntryName = "manifest.json";
}
