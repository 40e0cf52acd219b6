using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace FerCare.Migrations.Clinic
{
    /// <inheritdoc />
    public partial class AuditChain : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<byte[]>(
                name: "Previous",
                table: "audit_records",
                type: "BLOB",
                nullable: false,
                defaultValue: new byte[0]);

            migrationBuilder.AddColumn<string>(
                name: "Pseudonym",
                table: "audit_records",
                type: "TEXT",
                maxLength: 32,
                nullable: true);

            migrationBuilder.AddColumn<byte[]>(
                name: "Seal",
                table: "audit_records",
                type: "BLOB",
                nullable: false,
                defaultValue: new byte[0]);

            migrationBuilder.CreateTable(
                name: "patient_audit_keys",
                columns: table => new
                {
                    PatientId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Key = table.Column<byte[]>(type: "BLOB", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_patient_audit_keys", x => x.PatientId);
                    table.ForeignKey(
                        name: "FK_patient_audit_keys_patients_PatientId",
                        column: x => x.PatientId,
                        principalTable: "patients",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_audit_records_Previous",
                table: "audit_records",
                column: "Previous",
                unique: true,
                filter: "length(Previous) = 32");

            migrationBuilder.CreateIndex(
                name: "IX_audit_records_Pseudonym",
                table: "audit_records",
                column: "Pseudonym");

            migrationBuilder.Sql(AppendOnlyAudit.Create);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql(AppendOnlyAudit.Drop);

            migrationBuilder.DropTable(
                name: "patient_audit_keys");

            migrationBuilder.DropIndex(
                name: "IX_audit_records_Previous",
                table: "audit_records");

            migrationBuilder.DropIndex(
                name: "IX_audit_records_Pseudonym",
                table: "audit_records");

            migrationBuilder.DropColumn(
                name: "Previous",
                table: "audit_records");

            migrationBuilder.DropColumn(
                name: "Pseudonym",
                table: "audit_records");

            migrationBuilder.DropColumn(
                name: "Seal",
                table: "audit_records");
        }
    }
}
