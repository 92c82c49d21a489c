using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace MailBridge.Storage.Migrations;

/// <summary>Ready answers with all their versions, and in which replies they were used.</summary>
/// <remarks>Written by hand; a migration that has shipped is never edited.</remarks>
[DbContext(typeof(BridgeContext))]
[Migration("20261122081000_ReplyTemplates")]
internal sealed class ReplyTemplates : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable(
            "template_versions",
            t => new
            {
                template = t.Column<string>(),
                version = t.Column<int>(),
                inbox = t.Column<string>(nullable: true),
                name = t.Column<string>(),
                text = t.Column<string>(),
                saved_by = t.Column<string>(),
                saved_at = t.Column<long>(),
                is_deleted = t.Column<bool>(),
            },
            constraints: t => t.PrimaryKey("PK_template_versions", c => new { c.template, c.version }));
        migrationBuilder.CreateTable(
            "template_uses",
            t => new
            {
                entry = t.Column<string>(),
                template = t.Column<string>(),
                version = t.Column<int>(),
                inbox = t.Column<string>(),
                conversation = t.Column<string>(),
                words = t.Column<string>(),
            },
            constraints: t =>
            {
                t.PrimaryKey("PK_template_uses", c => new { c.entry, c.template });
                t.ForeignKey("FK_template_uses_conversations_conversation", c => c.conversation, "conversations", "id", onDelete: ReferentialAction.Cascade);
            });
        migrationBuilder.CreateIndex("IX_template_uses_inbox_entry", "template_uses", ["inbox", "entry"]);
        migrationBuilder.CreateIndex("IX_template_uses_conversation", "template_uses", "conversation");
    }
}
