using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace FerCare.Migrations.Clinic
{
    /// <inheritdoc />
    public partial class ReviewsAndMarks : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            // Written out, because EF Core would rebuild the table outside of the transaction; nothing refers to it, so that is not needed.
            migrationBuilder.Sql(SignalsKeyedBy("\"SessionId\", \"RuleVersion\""));

            migrationBuilder.DropIndex(
                name: "IX_findings_SessionId_Kind",
                table: "findings");

            migrationBuilder.AddColumn<long>(
                name: "SupersededAt",
                table: "findings",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "baseline_resets",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    PatientId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Context = table.Column<int>(type: "INTEGER", nullable: false),
                    Reason = table.Column<string>(type: "TEXT", maxLength: 400, nullable: false),
                    ById = table.Column<Guid>(type: "TEXT", nullable: false),
                    At = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_baseline_resets", x => x.Id);
                    table.ForeignKey(
                        name: "FK_baseline_resets_patients_PatientId",
                        column: x => x.PatientId,
                        principalTable: "patients",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "context_marks",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    SessionId = table.Column<long>(type: "INTEGER", nullable: false),
                    TimeMs = table.Column<long>(type: "INTEGER", nullable: false),
                    Context = table.Column<int>(type: "INTEGER", nullable: false),
                    ById = table.Column<Guid>(type: "TEXT", nullable: false),
                    At = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_context_marks", x => x.Id);
                    table.ForeignKey(
                        name: "FK_context_marks_sessions_SessionId",
                        column: x => x.SessionId,
                        principalTable: "sessions",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "finding_reviews",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    FindingId = table.Column<long>(type: "INTEGER", nullable: false),
                    Step = table.Column<int>(type: "INTEGER", nullable: false),
                    Note = table.Column<string>(type: "TEXT", maxLength: 1000, nullable: true),
                    ReviewerId = table.Column<Guid>(type: "TEXT", nullable: false),
                    ReviewerName = table.Column<string>(type: "TEXT", maxLength: 120, nullable: false),
                    At = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_finding_reviews", x => x.Id);
                    table.ForeignKey(
                        name: "FK_finding_reviews_findings_FindingId",
                        column: x => x.FindingId,
                        principalTable: "findings",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_findings_SessionId",
                table: "findings",
                column: "SessionId");

            migrationBuilder.CreateIndex(
                name: "IX_findings_SessionId_Kind",
                table: "findings",
                columns: new[] { "SessionId", "Kind" },
                unique: true,
                filter: "\"SupersededAt\" IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_baseline_resets_PatientId_Context_At",
                table: "baseline_resets",
                columns: new[] { "PatientId", "Context", "At" });

            migrationBuilder.CreateIndex(
                name: "IX_context_marks_SessionId_TimeMs",
                table: "context_marks",
                columns: new[] { "SessionId", "TimeMs" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_finding_reviews_FindingId",
                table: "finding_reviews",
                column: "FindingId");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "baseline_resets");

            migrationBuilder.DropTable(
                name: "context_marks");

            migrationBuilder.DropTable(
                name: "finding_reviews");

            migrationBuilder.Sql(SignalsKeyedBy("\"SessionId\""));

            migrationBuilder.DropIndex(
                name: "IX_findings_SessionId",
                table: "findings");

            migrationBuilder.DropIndex(
                name: "IX_findings_SessionId_Kind",
                table: "findings");

            migrationBuilder.DropColumn(
                name: "SupersededAt",
                table: "findings");

            migrationBuilder.CreateIndex(
                name: "IX_findings_SessionId_Kind",
                table: "findings",
                columns: new[] { "SessionId", "Kind" },
                unique: true);
        }

        // One row of each key stays: the one that was computed last.
        private static string SignalsKeyedBy(string columns) =>
            $"""
            CREATE TABLE "new_session_signals" (
                "SessionId" INTEGER NOT NULL,
                "Json" TEXT NOT NULL,
                "Valid" INTEGER NOT NULL,
                "RuleVersion" TEXT NOT NULL,
                "ComputedAt" INTEGER NOT NULL,
                CONSTRAINT "PK_session_signals" PRIMARY KEY ({columns}),
                CONSTRAINT "FK_session_signals_sessions_SessionId" FOREIGN KEY ("SessionId") REFERENCES "sessions" ("Id") ON DELETE CASCADE
            );
            INSERT OR REPLACE INTO "new_session_signals" SELECT "SessionId", "Json", "Valid", "RuleVersion", "ComputedAt" FROM "session_signals" ORDER BY "ComputedAt";
            DROP TABLE "session_signals";
            ALTER TABLE "new_session_signals" RENAME TO "session_signals";
            """;
    }
}
