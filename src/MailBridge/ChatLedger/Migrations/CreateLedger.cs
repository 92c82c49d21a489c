using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace MailBridge.ChatLedger.Migrations;

/// <summary>The first tables.</summary>
[DbContext(typeof(LedgerDb))]
[Migration("20261122000001_CreateLedger")]
internal sealed class CreateLedger : Migration
{
    /// <inheritdoc/>
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable(
            name: "ChatReceived",
            columns: table => new
            {
                Sequence = table.Column<long>().Annotation("Sqlite:Autoincrement", true),
                Platform = table.Column<string>(),
                Key = table.Column<string>(),
                Alias = table.Column<string>(nullable: true),
                Lane = table.Column<string>(),
                Payload = table.Column<string>(),
                ReceivedAt = table.Column<long>(),
                DueAt = table.Column<long>(),
                DoneAt = table.Column<long>(nullable: true),
                Attempts = table.Column<int>(),
            },
            constraints: table => table.PrimaryKey("PK_ChatReceived", r => r.Sequence));
        migrationBuilder.CreateIndex("IX_ChatReceived_Key", "ChatReceived", ["Platform", "Key"], unique: true);
        migrationBuilder.CreateIndex("IX_ChatReceived_Alias", "ChatReceived", ["Platform", "Alias"], unique: true, filter: "\"Alias\" IS NOT NULL");
        migrationBuilder.CreateIndex("IX_ChatReceived_Waiting", "ChatReceived", "Sequence", filter: "\"DoneAt\" IS NULL");
        migrationBuilder.CreateIndex("IX_ChatReceived_Done", "ChatReceived", "DoneAt", filter: "\"DoneAt\" IS NOT NULL");
        migrationBuilder.CreateTable(
            name: "ChatAttempts",
            columns: table => new
            {
                Key = table.Column<string>(),
                Step = table.Column<string>(),
                BegunAt = table.Column<long>(),
                Outcome = table.Column<string>(nullable: true),
            },
            constraints: table => table.PrimaryKey("PK_ChatAttempts", a => new { a.Key, a.Step }));
        migrationBuilder.CreateIndex("IX_ChatAttempts_BegunAt", "ChatAttempts", "BegunAt");
    }

    /// <inheritdoc/>
    protected override void Down(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.DropTable("ChatReceived");
        migrationBuilder.DropTable("ChatAttempts");
    }
}
