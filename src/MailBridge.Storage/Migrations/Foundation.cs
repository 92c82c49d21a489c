using MailBridge.Storage.Sqlite;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Migrations.Operations;
using Microsoft.EntityFrameworkCore.Migrations.Operations.Builders;

namespace MailBridge.Storage.Migrations;

/// <summary>The first schema: conversations, the queue, raw mail and the full-text index.</summary>
/// <remarks>Written by hand; a migration that has shipped is never edited.</remarks>
[DbContext(typeof(BridgeContext))]
[Migration("20261122000000_Foundation")]
internal sealed class Foundation : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        Customers(migrationBuilder);
        Conversations(migrationBuilder);
        Entries(migrationBuilder);
        Deliveries(migrationBuilder);
        RawMail(migrationBuilder);
        if (migrationBuilder.ActiveProvider == "Microsoft.EntityFrameworkCore.Sqlite") migrationBuilder.Sql(SqliteFullText.Create);
    }

    private static void Customers(MigrationBuilder m)
    {
        m.CreateTable(
            "customers",
            t => new { id = t.Column<string>(), name = t.Column<string>(), since = t.Column<long>() },
            constraints: t => t.PrimaryKey("PK_customers", c => c.id));
        m.CreateTable(
            "customer_addresses",
            t => new
            {
                address_key = t.Column<string>(),
                customer = t.Column<string>(),
                address = t.Column<string>(),
                position = t.Column<int>(),
            },
            constraints: t =>
            {
                t.PrimaryKey("PK_customer_addresses", c => c.address_key);
                t.ForeignKey(
                    "FK_customer_addresses_customers_customer", c => c.customer, "customers", "id", onDelete: ReferentialAction.Cascade);
            });
        m.CreateIndex("IX_customer_addresses_customer", "customer_addresses", "customer");
    }

    private static void Conversations(MigrationBuilder m)
    {
        m.CreateTable(
            "conversations",
            t => new
            {
                id = t.Column<string>(),
                inbox = t.Column<string>(),
                customer = t.Column<string>(),
                subject = t.Column<string>(),
                base_subject = t.Column<string>(),
                base_subject_key = t.Column<string>(),
                status = t.Column<string>(),
                assignee = t.Column<string>(nullable: true),
                opened_at = t.Column<long>(),
                last_activity_at = t.Column<long>(),
                waiting_since = t.Column<long>(nullable: true),
                follows = t.Column<string>(nullable: true),
                thread_platform = t.Column<string>(nullable: true),
                thread_workspace = t.Column<string>(nullable: true),
                thread_channel = t.Column<string>(nullable: true),
                thread_message = t.Column<string>(nullable: true),
                version = t.Column<long>(),
            },
            constraints: t =>
            {
                t.PrimaryKey("PK_conversations", c => c.id);
                t.ForeignKey(
                    "FK_conversations_conversations_follows", c => c.follows, "conversations", "id", onDelete: ReferentialAction.Restrict);
                t.ForeignKey(
                    "FK_conversations_customers_customer", c => c.customer, "customers", "id", onDelete: ReferentialAction.Restrict);
            });
        m.CreateIndex("IX_conversations_customer_last_activity_at", "conversations", ["customer", "last_activity_at"]);
        m.CreateIndex("IX_conversations_follows", "conversations", "follows");
        m.CreateIndex(
            "IX_conversations_inbox_base_subject_key_last_activity_at", "conversations", ["inbox", "base_subject_key", "last_activity_at"]);
        m.CreateIndex("IX_conversations_thread_message_thread_channel", "conversations", ["thread_message", "thread_channel"]);
        m.CreateTable(
            "conversation_participants",
            t => new
            {
                conversation = t.Column<string>(),
                address_key = t.Column<string>(),
                address = t.Column<string>(),
                position = t.Column<int>(),
            },
            constraints: t =>
            {
                t.PrimaryKey("PK_conversation_participants", c => new { c.conversation, c.address_key });
                t.ForeignKey(
                    "FK_conversation_participants_conversations_conversation",
                    c => c.conversation, "conversations", "id", onDelete: ReferentialAction.Cascade);
            });
        m.CreateIndex("IX_conversation_participants_address_key", "conversation_participants", "address_key");
    }

    private static void Entries(MigrationBuilder m)
    {
        m.CreateTable(
            "entries",
            t => new
            {
                sequence = Counted(t),
                id = t.Column<string>(),
                conversation = t.Column<string>(),
                kind = t.Column<string>(),
                at = t.Column<long>(),
                message_id = t.Column<string>(nullable: true),
                fingerprint = t.Column<string>(nullable: true),
                body = t.Column<string>(),
                post_platform = t.Column<string>(nullable: true),
                post_workspace = t.Column<string>(nullable: true),
                post_channel = t.Column<string>(nullable: true),
                post_message = t.Column<string>(nullable: true),
            },
            constraints: t =>
            {
                t.PrimaryKey("PK_entries", c => c.sequence);
                t.ForeignKey(
                    "FK_entries_conversations_conversation",
                    c => c.conversation, "conversations", "id", onDelete: ReferentialAction.Cascade);
            });
        m.CreateIndex("IX_entries_conversation_sequence", "entries", ["conversation", "sequence"]);
        m.CreateIndex("IX_entries_id", "entries", "id", unique: true);
        m.CreateIndex("IX_entries_message_id", "entries", "message_id", unique: true);
        m.CreateTable(
            "receipts",
            t => new { source = t.Column<string>(), external_key = t.Column<string>(), seen_at = t.Column<long>() },
            constraints: t => t.PrimaryKey("PK_receipts", c => new { c.source, c.external_key }));
    }

    private static void Deliveries(MigrationBuilder m)
    {
        m.CreateTable(
            "deliveries",
            t => new
            {
                sequence = Counted(t),
                id = t.Column<string>(),
                leg = t.Column<string>(),
                lane = t.Column<string>(),
                kind = t.Column<string>(),
                conversation = t.Column<string>(nullable: true),
                entry = t.Column<string>(nullable: true),
                inbox = t.Column<string>(nullable: true),
                mail = t.Column<string>(nullable: true),
                state = t.Column<string>(),
                scheduled_at = t.Column<long>(),
                due_at = t.Column<long>(),
                leased_until = t.Column<long>(nullable: true),
                attempts = t.Column<int>(),
                final_dot_at = t.Column<long>(nullable: true),
                final_dots = t.Column<int>(),
                fault = t.Column<string>(),
            },
            constraints: t =>
            {
                t.PrimaryKey("PK_deliveries", c => c.sequence);
                t.ForeignKey(
                    "FK_deliveries_conversations_conversation",
                    c => c.conversation, "conversations", "id", onDelete: ReferentialAction.Cascade);
            });
        m.CreateIndex("IX_deliveries_conversation", "deliveries", "conversation");
        m.CreateIndex("IX_deliveries_id", "deliveries", "id", unique: true);
        m.CreateIndex("IX_deliveries_lane_state_sequence", "deliveries", ["lane", "state", "sequence"]);
        m.CreateIndex("IX_deliveries_leased_until", "deliveries", "leased_until");
        m.CreateIndex("IX_deliveries_leg_state_due_at", "deliveries", ["leg", "state", "due_at"]);
    }

    private static void RawMail(MigrationBuilder m)
    {
        m.CreateTable(
            "raw_contents",
            t => new { sha256 = t.Column<string>(), size = t.Column<long>(), encoding = t.Column<string>(), bytes = t.Column<byte[]>() },
            constraints: t => t.PrimaryKey("PK_raw_contents", c => c.sha256));
        m.CreateTable(
            "raw_mails",
            t => new
            {
                sequence = Counted(t),
                id = t.Column<string>(),
                inbox = t.Column<string>(),
                source_key = t.Column<string>(nullable: true),
                own_key = t.Column<string>(nullable: true),
                received_at = t.Column<long>(),
                size = t.Column<long>(),
                sha256 = t.Column<string>(),
                state = t.Column<string>(),
                remark = t.Column<string>(),
                conversation = t.Column<string>(nullable: true),
                notice_platform = t.Column<string>(nullable: true),
                notice_workspace = t.Column<string>(nullable: true),
                notice_channel = t.Column<string>(nullable: true),
                notice_message = t.Column<string>(nullable: true),
            },
            constraints: t =>
            {
                t.PrimaryKey("PK_raw_mails", c => c.sequence);
                t.ForeignKey(
                    "FK_raw_mails_raw_contents_sha256", c => c.sha256, "raw_contents", "sha256", onDelete: ReferentialAction.Restrict);
            });
        m.CreateIndex("IX_raw_mails_id", "raw_mails", "id", unique: true);
        m.CreateIndex("IX_raw_mails_inbox_source_key", "raw_mails", ["inbox", "source_key"], unique: true);
        m.CreateIndex("IX_raw_mails_own_key", "raw_mails", "own_key", unique: true);
        m.CreateIndex("IX_raw_mails_sha256", "raw_mails", "sha256");
        m.CreateIndex("IX_raw_mails_state_sequence", "raw_mails", ["state", "sequence"]);
        m.CreateTable(
            "mailbox_cursors",
            t => new
            {
                inbox = t.Column<string>(),
                folder = t.Column<string>(),
                uid_validity = t.Column<long>(),
                last_uid = t.Column<long>(),
            },
            constraints: t => t.PrimaryKey("PK_mailbox_cursors", c => new { c.inbox, c.folder }));
    }

    private static OperationBuilder<AddColumnOperation> Counted(ColumnsBuilder table)
        => table.Column<long>().Annotation("Sqlite:Autoincrement", true);
}
