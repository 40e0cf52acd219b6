using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace FerCare.Migrations.Clinic
{
    /// <inheritdoc />
    public partial class PatientSeals : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_patients_CareTeamId_RecordNumber",
                table: "patients");

            migrationBuilder.AddColumn<long>(
                name: "SamplesErasedAt",
                table: "sessions",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "SamplesErasedBecause",
                table: "sessions",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.Sql(PlainColumnsAside.SetAside);
            migrationBuilder.Sql(ErasedSamples.StayErased);

            migrationBuilder.CreateIndex(
                name: "IX_patients_CareTeamId",
                table: "patients",
                column: "CareTeamId");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) =>
            throw new NotSupportedException("What was sealed is not written down in plain words again; put back the copy from before this migration.");
    }
}
