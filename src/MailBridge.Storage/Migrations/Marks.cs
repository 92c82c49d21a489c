using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace MailBridge.Storage.Migrations;

/// <summary>Tags, spam and blocked senders.</summary>
/// <remarks>Written by hand; a migration that has shipped is never edited.</remarks>
[DbContext(typeof(BridgeContext))]
[Migration("20261122084500_Marks")]
internal sealed class Marks : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.AddColumn<bool>("is_spam", "conversations", nullable: false, defaultValue: false);
        migrationBuilder.CreateTable(
            "conversation_tags",
            t => new
            {
                conversation = t.Column<string>(), tag_key = t.Column<string>(), tag = t.Column<string>(), position = t.Column<int>(),
            },
            constraints: t =>
            {
                t.PrimaryKey("PK_conversation_tags", c => new { c.conversation, c.tag_key });
                t.ForeignKey(
                    "FK_conversation_tags_conversations_conversation", c => c.conversation, "conversations", "id", onDelete: ReferentialAction.Cascade);
            });
        migrationBuilder.CreateIndex("IX_conversation_tags_tag_key", "conversation_tags", "tag_key");
        migrationBuilder.CreateTable(
            "blocked_senders",
            t => new
            {
                pattern_key = t.Column<string>(), pattern = t.Column<string>(), by = t.Column<string>(), at = t.Column<long>(), conversation = t.Column<string>(),
            },
            constraints: t =>
            {
                t.PrimaryKey("PK_blocked_senders", c => c.pattern_key);
                t.ForeignKey(
                    "FK_blocked_senders_conversations_conversation", c => c.conversation, "conversations", "id", onDelete: ReferentialAction.Cascade);
            });
        migrationBuilder.CreateIndex("IX_blocked_senders_conversation", "blocked_senders", "conversation");
        migrationBuilder.CreateTable(
            "blocked_mails",
            t => new
            {
                mail = t.Column<string>(), pattern_key = t.Column<string>(), pattern = t.Column<string>(), sender_name = t.Column<string>(),
                sender_address = t.Column<string>(), subject = t.Column<string>(), received_at = t.Column<long>(),
            },
            constraints: t => t.PrimaryKey("PK_blocked_mails", c => c.mail));
        migrationBuilder.CreateIndex("IX_blocked_mails_pattern_key", "blocked_mails", "pattern_key");
    }
}
