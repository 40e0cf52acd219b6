namespace FerCare.Migrations.Clinic;

/// <summary>
/// The database itself refuses to change or delete an audit record. The one change it allows is that a record without a seal, of a version
/// before the chain, gets one. A migration that rebuilds the table drops its triggers and has to make them again.
/// </summary>
internal static class AppendOnlyAudit
{
    public const string Create =
        """
        CREATE TRIGGER audit_records_keep BEFORE DELETE ON audit_records
        BEGIN SELECT RAISE(ABORT, 'Audit records are only ever added, never deleted.'); END;

        CREATE TRIGGER audit_records_stand BEFORE UPDATE ON audit_records WHEN length(OLD.Seal) > 0
        BEGIN SELECT RAISE(ABORT, 'Audit records are only ever added, never changed.'); END;

        -- INSERT OR REPLACE would delete without asking the first trigger.
        CREATE TRIGGER audit_records_add BEFORE INSERT ON audit_records
        WHEN length(NEW.Seal) <> 32 OR EXISTS (SELECT 1 FROM audit_records WHERE Id = NEW.Id)
            OR EXISTS (SELECT 1 FROM audit_records WHERE length(Previous) = 32 AND Previous = NEW.Previous)
        BEGIN SELECT RAISE(ABORT, 'Audit records are only ever added, sealed and at the end.'); END;
        """;

    public const string Drop = "DROP TRIGGER audit_records_add; DROP TRIGGER audit_records_stand; DROP TRIGGER audit_records_keep;";
}
