using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace MailBridge.Storage.Migrations;

/// <summary>What agents type into threads: which message an entry was typed in, which entry a post shows, and the files of replies.</summary>
[DbContext(typeof(BridgeContext))]
[Migration("20261122040000_TypedMessages")]
internal sealed class TypedMessages : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateIndex("IX_entries_post_message_post_channel", "entries", ["post_message", "post_channel"]);
        migrationBuilder.CreateTable(
            "typed_messages",
            t => new
            {
                platform = t.Column<string>(),
                workspace = t.Column<string>(),
                channel = t.Column<string>(),
                message = t.Column<string>(),
                conversation = t.Column<string>(),
                entry = t.Column<string>(),
            },
            constraints: t =>
            {
                t.PrimaryKey("PK_typed_messages", c => new { c.platform, c.workspace, c.channel, c.message });
                t.ForeignKey(
                    "FK_typed_messages_conversations_conversation",
                    c => c.conversation, "conversations", "id", onDelete: ReferentialAction.Cascade);
            });
        migrationBuilder.CreateIndex("IX_typed_messages_conversation", "typed_messages", "conversation");
        migrationBuilder.CreateTable(
            "reply_files",
            t => new { sha256 = t.Column<string>(), size = t.Column<long>(), bytes = t.Column<byte[]>() },
            constraints: t => t.PrimaryKey("PK_reply_files", c => c.sha256));
    }
}
