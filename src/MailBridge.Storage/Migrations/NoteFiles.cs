using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace MailBridge.Storage.Migrations;

/// <summary>Which files hung on notes, so that they are not mailed by mistake.</summary>
/// <remarks>Written by hand; a migration that has shipped is never edited.</remarks>
[DbContext(typeof(BridgeContext))]
[Migration("20261122070000_NoteFiles")]
internal sealed class NoteFiles : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable(
            "note_files",
            t => new { sha256 = t.Column<string>(), entry = t.Column<string>(), conversation = t.Column<string>() },
            constraints: t =>
            {
                t.PrimaryKey("PK_note_files", c => new { c.sha256, c.entry });
                t.ForeignKey(
                    "FK_note_files_conversations_conversation", c => c.conversation, "conversations", "id", onDelete: ReferentialAction.Cascade);
            });
        migrationBuilder.CreateIndex("IX_note_files_conversation", "note_files", "conversation");
    }
}
