using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace MailBridge.Storage.Migrations;

/// <summary>Conversations that go on in another one, in another inbox or in another thread.</summary>
/// <remarks>Written by hand; a migration that has shipped is never edited.</remarks>
[DbContext(typeof(BridgeContext))]
[Migration("20261122081500_Belonging")]
internal sealed class Belonging : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.AddColumn<string>("merged_into", "conversations", nullable: true);
        migrationBuilder.AddColumn<string>("came_by", "conversations", nullable: true);
        migrationBuilder.CreateTable(
            "left_threads",
            t => new
            {
                platform = t.Column<string>(),
                workspace = t.Column<string>(),
                channel = t.Column<string>(),
                message = t.Column<string>(),
                conversation = t.Column<string>(),
            },
            constraints: t =>
            {
                t.PrimaryKey("PK_left_threads", c => new { c.platform, c.workspace, c.channel, c.message });
                t.ForeignKey(
                    "FK_left_threads_conversations_conversation",
                    c => c.conversation, "conversations", "id", onDelete: ReferentialAction.Cascade);
            });
        migrationBuilder.CreateIndex("IX_left_threads_conversation", "left_threads", "conversation");
    }
}
