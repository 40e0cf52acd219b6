namespace FerCare.Migrations.Clinic;

/// <summary>
/// Sets aside the columns that held plain words and adds those for sealed ones. The program seals the words at the same start, with keys
/// that no migration knows, and drops what was set aside. Plain SQL, because EF Core would rebuild the tables outside a transaction, and a
/// crash between two of its steps could not be recovered from.
/// </summary>
internal static class PlainColumnsAside
{
    public const string SetAside =
        """
        ALTER TABLE patients RENAME COLUMN DisplayName TO PlainDisplayName;
        ALTER TABLE patients RENAME COLUMN RecordNumber TO PlainRecordNumber;
        ALTER TABLE patients RENAME COLUMN BirthYear TO PlainBirthYear;
        ALTER TABLE patients ADD COLUMN DisplayName BLOB NOT NULL DEFAULT x'';
        ALTER TABLE patients ADD COLUMN RecordNumber BLOB NOT NULL DEFAULT x'';
        ALTER TABLE patients ADD COLUMN BirthYear BLOB;
        ALTER TABLE finding_reviews RENAME COLUMN Note TO PlainNote;
        ALTER TABLE finding_reviews ADD COLUMN Note BLOB;
        ALTER TABLE baseline_resets RENAME COLUMN Reason TO PlainReason;
        ALTER TABLE baseline_resets ADD COLUMN Reason BLOB NOT NULL DEFAULT x'';
        ALTER TABLE safety_alerts RENAME COLUMN Note TO PlainNote;
        ALTER TABLE safety_alerts ADD COLUMN Note BLOB;
        """;
}
