using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace MailBridge.Storage.Migrations;

/// <summary>What mails refer to, so that a mail is found by one that came before it; the ids that providers gave to ours, and customers by name.</summary>
/// <remarks>Written by hand; a migration that has shipped is never edited.</remarks>
[DbContext(typeof(BridgeContext))]
[Migration("20261122050000_ThreadClues")]
internal sealed class ThreadClues : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateIndex("IX_customers_name", "customers", "name");
        migrationBuilder.CreateTable(
            "further_ids",
            t => new { message_id = t.Column<string>(), entry = t.Column<string>(), conversation = t.Column<string>() },
            constraints: t =>
            {
                t.PrimaryKey("PK_further_ids", c => new { c.message_id, c.entry });
                t.ForeignKey(
                    "FK_further_ids_conversations_conversation", c => c.conversation, "conversations", "id", onDelete: ReferentialAction.Cascade);
            });
        migrationBuilder.CreateIndex("IX_further_ids_conversation", "further_ids", "conversation");
        migrationBuilder.CreateTable(
            "thread_clues",
            t => new { kind = t.Column<string>(), value = t.Column<string>(), conversation = t.Column<string>() },
            constraints: t =>
            {
                t.PrimaryKey("PK_thread_clues", c => new { c.kind, c.value, c.conversation });
                t.ForeignKey(
                    "FK_thread_clues_conversations_conversation", c => c.conversation, "conversations", "id", onDelete: ReferentialAction.Cascade);
            });
        migrationBuilder.CreateIndex("IX_thread_clues_conversation", "thread_clues", "conversation");
        if (migrationBuilder.ActiveProvider == "Microsoft.EntityFrameworkCore.Sqlite") migrationBuilder.Sql(OfKeptMails);
    }

    /// <summary>What the mails that are there already refer to, read from their bodies (sqlite.org/json1.html).</summary>
    private const string OfKeptMails = """
        INSERT OR IGNORE INTO thread_clues (kind, value, conversation)
        SELECT 'Reference', r.value, e.conversation
        FROM entries e, json_each(json_array(json_extract(e.body, '$.email.references'), json_extract(e.body, '$.email.inReplyTo'))) l, json_each(l.value) r
        WHERE e.kind IN ('customer-email', 'agent-email') AND l.type = 'array' AND r.type = 'text';
        """;
}
